import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { createTransport } from 'nodemailer';
import { bare } from '#db/address.ts';
import { type Config, ConfigError } from './config.ts';

export type Mail = {
  to: string;
  subject: string;
  text: string;
  attachments?: { filename: string; content: Buffer; contentType: string }[];
};

/** Sends mail by the SMTP server of the configuration. */
export type Mailer = { send(mail: Mail): Promise<void> };

const PATIENCE_MS = 15_000;

/** The mailer of this configuration, or null where none is configured. @throws ConfigError where SMTP_CA is no certificate */
export function createMailer(config: Config): Mailer | null {
  const transport = transportOf(config);
  if (!transport) return null;
  return {
    async send(mail) {
      const { rejected } = await transport.sendMail({ from: config.MAIL_FROM, ...mail });
      // It throws where all are refused; one of several must not be taken for none.
      if (rejected.length > 0)
        throw Object.assign(new Error('a recipient was refused'), { code: 'ERECIPIENT' });
    },
  };
}

/** Connects and signs in, without sending anything. @returns false where none is configured */
export async function verifyMail(config: Config): Promise<boolean> {
  const transport = transportOf(config);
  if (!transport) return false;
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
  return true;
}

function transportOf({ SMTP_URL, MAIL_FROM, SMTP_CA }: Config) {
  if (!SMTP_URL || !MAIL_FROM) return null;
  const url = new URL(SMTP_URL);
  return createTransport({
    host: bare(url.hostname),
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      // A password goes over an encrypted connection, or not at all.
      requireTLS: url.protocol !== 'smtps:',
    }),
    // Whom everybody vouches for is still believed.
    ...(SMTP_CA && { tls: { ca: [...rootCertificates, certificateOf(SMTP_CA)] } }),
    connectionTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
}

function certificateOf(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.includes('BEGIN CERTIFICATE')) return text;
  } catch (error) {
    throw new ConfigError(`SMTP_CA cannot be read: ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new ConfigError(`SMTP_CA holds no certificate: ${file} should be a PEM file`);
}
