import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../config.ts';
import { createMailer, type Mailer } from '../../mailer.ts';
import { usePostOffice } from '../support/smtp.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FROM = 'counterfoil@shop.example';
const MAIL = { to: 'ada@shop.example', subject: 'Set a new password', text: 'Here it is.' };

/** A certificate for this machine that nobody vouches for but itself; null where there is no openssl. */
function makeCertificate(): { key: string; cert: string; file: string; remove: () => void } | null {
  const folder = mkdtempSync(path.join(tmpdir(), 'counterfoil-certificate-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ]);
  if (made.status === 0) {
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), file: cert, remove };
  }
  remove();
  return null;
}

const certificate = makeCertificate();
afterAll(() => certificate?.remove());
const pair = certificate ? { key: certificate.key, cert: certificate.cert } : {};

const plain = usePostOffice();
const startTls = usePostOffice({ ...pair, disabledCommands: [] });
const tls = usePostOffice({ ...pair, secure: true });

const settings = (SMTP_URL: string) => ({ NODE_ENV: 'test', SMTP_URL, MAIL_FROM: FROM }) as const;

function mailerOf(url: string): Mailer {
  const mailer = createMailer(readConfig(settings(url), '/nowhere'));
  if (!mailer) throw new Error('there is no mailer');
  return mailer;
}

const withPassword = (url: string) => url.replace('://', '://us%40er:p%2Fass%3Aword@');

test('there is no mailer where none is configured', () => {
  expect(createMailer(readConfig({ NODE_ENV: 'test' }, '/nowhere'))).toBeNull();
  expect(createMailer(readConfig({ NODE_ENV: 'test', MAIL_FROM: FROM }, '/nowhere'))).toBeNull();
});

describe('a mail', () => {
  test('comes in as it was written, also with long lines and other letters', async () => {
    const text = `Grüße — ${'a long line '.repeat(30)}\n\nhttps://counterfoil.example/password/${'x'.repeat(43)}`;
    await mailerOf(plain.url).send({ ...MAIL, text });
    const mail = await plain.next();
    expect(mail).toMatchObject({ from: FROM, to: [MAIL.to], headers: { subject: MAIL.subject, from: FROM } });
    expect(mail.text.trimEnd()).toBe(text);
  });

  test.each(['\r\n', '\n', '\r'])(
    'cannot be given another header or reader by what is in its fields (%j)',
    async (end) => {
      const more = `${end}Bcc: everybody@shop.example`;
      await mailerOf(plain.url).send({ ...MAIL, subject: `Hello${more}` });
      const mail = await plain.next();
      expect(mail.to).toEqual([MAIL.to]);
      expect(mail.headers.bcc).toBeUndefined();
    },
  );
});

describe('a password of the mail server', () => {
  test('is told to nobody over a connection that is not encrypted', async () => {
    await expect(mailerOf(withPassword(plain.url)).send(MAIL)).rejects.toThrow();
    expect(plain.told).toEqual([]);
  });

  test.each(['STARTTLS', 'TLS'] as const)(
    'is told to nobody whose certificate is not vouched for (%s)',
    async (way) => {
      const office = way === 'TLS' ? tls : startTls;
      await expect(mailerOf(withPassword(office.url)).send(MAIL)).rejects.toThrow(/certificate/);
      expect([office.told, office.arrived]).toEqual([[], []]);
    },
  );

  test.skipIf(!certificate).each(['STARTTLS', 'TLS'] as const)(
    'is told to whom it may be, with all of its signs (%s)',
    async (way) => {
      const office = way === 'TLS' ? tls : startTls;
      await sendTrusting(withPassword(office.url));
      expect(office.told).toEqual([{ user: 'us@er', password: 'p/ass:word' }]);
      expect(await office.next()).toMatchObject({ from: FROM, to: [MAIL.to] });
    },
  );
});

// What Node trusts is settled when a process starts.
async function sendTrusting(url: string): Promise<void> {
  const program = `
    import { createMailer } from './mailer.ts';
    await createMailer(${JSON.stringify(settings(url))}).send(${JSON.stringify(MAIL)});`;
  await run(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    cwd: ROOT,
    env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate?.file },
  });
}

test('a server that is not there is a failure of the mail, told to whom sends it', async () => {
  await expect(mailerOf('smtp://127.0.0.1:1').send(MAIL)).rejects.toMatchObject({
    code: expect.stringMatching(/ECONNREFUSED|ESOCKET/),
  });
});
