import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '#runtime/config.ts';
import { createMailer, type Mailer } from '#runtime/mailer.ts';
import { makeCertificate } from '../support/certificate.ts';
import { usePostOffice } from '../support/smtp.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FROM = 'counterfoil@shop.example';
const MAIL = { to: 'ada@shop.example', subject: 'Set a new password', text: 'Here it is.' };

const certificate = makeCertificate();
const another = makeCertificate();
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);
afterAll(() => {
  certificate?.remove();
  another?.remove();
});
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

function trusting(url: string, SMTP_CA: string): Mailer {
  const mailer = createMailer(readConfig({ ...settings(url), SMTP_CA }, '/nowhere'));
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

describe('a mail server whose certificate a private root vouches for', () => {
  test.skipIf(!certificate).each(['STARTTLS', 'TLS'] as const)(
    'is believed with SMTP_CA (%s)',
    async (way) => {
      const office = way === 'TLS' ? tls : startTls;
      office.told.length = 0;
      await trusting(withPassword(office.url), certificate?.file ?? '').send(MAIL);
      expect(office.told).toEqual([{ user: 'us@er', password: 'p/ass:word' }]);
      expect(await office.next()).toMatchObject({ from: FROM, to: [MAIL.to] });
    },
  );

  test.skipIf(!another)('is not believed with the root of somebody else', async () => {
    await expect(trusting(withPassword(tls.url), another?.file ?? '').send(MAIL)).rejects.toThrow(
      /certificate/,
    );
  });

  test.each([
    ['/nowhere/root.pem', /^SMTP_CA cannot be read: \/nowhere\/root\.pem \(ENOENT\)$/],
    [import.meta.filename, /^SMTP_CA holds no certificate: .* should be a PEM file$/],
  ])('is not looked for with %s', (file, message) => {
    expect(() => trusting(tls.url, file)).toThrow(ConfigError);
    expect(() => trusting(tls.url, file)).toThrow(message);
  });
});

test('a mail server is reached by IPv6', async () => {
  const called = new Promise<boolean>((resolve) => {
    const server = createServer((socket) => {
      socket.end('554 not now\r\n');
      server.close();
      resolve(true);
    });
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : 0;
      mailerOf(`smtp://[::1]:${port}`)
        .send(MAIL)
        .catch(() => undefined);
    });
  });
  // Not every machine has IPv6; what has none says so.
  expect(await called).toBe(hasIpv6);
});

// What Node trusts is settled when a process starts.
async function sendTrusting(url: string): Promise<void> {
  const program = `
    import { createMailer } from './runtime/mailer.ts';
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
