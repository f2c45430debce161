import { createTransport } from 'nodemailer';
import type { Config } from './config.ts';

export type Mail = { to: string; subject: string; text: string };

/** Sends mail by the SMTP server of the configuration. */
export type Mailer = { send(mail: Mail): Promise<void> };

const PATIENCE_MS = 15_000;

/** The mailer of this configuration, or null where none is configured. */
export function createMailer({ SMTP_URL, MAIL_FROM }: Config): Mailer | null {
  if (!SMTP_URL || !MAIL_FROM) return null;
  const url = new URL(SMTP_URL);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    ...(url.username && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
      // A password goes over an encrypted connection, or not at all.
      requireTLS: url.protocol !== 'smtps:',
    }),
    connectionTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  return {
    async send(mail) {
      await transport.sendMail({ from: MAIL_FROM, ...mail });
    },
  };
}
