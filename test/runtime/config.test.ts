import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError, publicUrlOf, readConfig } from '#runtime/config.ts';
import { startProduct } from '../support/running.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const configOf = (environment: Readonly<Record<string, string>>) =>
  readConfig({ NODE_ENV: 'test', ...environment }, folder);

function mistakesOf(environment: Readonly<Record<string, string>>): string[] {
  try {
    configOf(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [head, ...lines] = error.message.split('\n');
    expect(head).toBe('The configuration is wrong (see .env.example):');
    return lines.map((line) => line.trim());
  }
}

const REAL = {
  PAYMEGA_API_URL: 'https://api.paymega.io',
  PAYMEGA_CARDGATE_URL: 'https://cards.paymega.io',
  PAYMEGA_ACCOUNT_ID: 'coma_1',
  PAYMEGA_API_KEY: 'key',
  PAYMEGA_LIVE_SECRET: 'live',
  PAYMEGA_TEST_SECRET: 'test',
  PUBLIC_URL: 'https://counterfoil.example',
};

const FROM = 'counterfoil@shop.example';
const [KEY, OLDER, OLDEST] = ['k', 'o', 'p'].map((letter) => letter.repeat(32));

describe('the configuration', () => {
  test('needs nothing at all', () => {
    expect(configOf({})).toEqual({
      ...{ PORT: 3000, HOST: '127.0.0.1', DATA_DIR: path.join(folder, '.data'), PROCESS: 'all' },
      ...{
        ADMIN_EMAIL: 'admin@example.com',
        TIME_ZONE: 'Europe/Berlin',
        LOG_LEVEL: 'info',
        DRAIN_SECONDS: 0,
      },
    });
  });

  test('tells every mistake at once, one line each, by the name of the setting', () => {
    const mistakes = mistakesOf({
      ...{ PORT: 'eighty', PUBLIC_URL: 'counterfoil.example', DATABASE_URL: 'mysql://db', PROCESS: 'some' },
      ...{ SESSION_SECRET: 'short', ADMIN_EMAIL: 'admin', ADMIN_PASSWORD: 'short', TIME_ZONE: 'Berlin' },
      ...{ LOG_LEVEL: 'loud', PAYMEGA_API_URL: 'ftp://api', SECRET_KEY: 'short', SECRET_KEY_OLD: 'short' },
      ...{ SMTP_URL: 'https://mail', MAIL_FROM: 'nobody', TRUST_PROXY: 'somewhere', SANDBOX_SCENARIO: 'zoo' },
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      ...{
        KEEP_BODIES_MONTHS: 'some',
        HEARTBEAT_URL: 'ftp://beats',
        METRICS_TOKEN: 'short',
        WORKER_PORT: 'nine',
        DRAIN_SECONDS: '-1',
      },
    });
    expect(mistakes.map((line) => line.split(' ')[0]).sort()).toEqual([
      ...[
        'ADMIN_EMAIL',
        'ADMIN_PASSWORD',
        'DATABASE_URL',
        'DRAIN_SECONDS',
        'HEARTBEAT_URL',
        'KEEP_BODIES_MONTHS',
        'LOG_LEVEL',
        'MAIL_FROM',
        'METRICS_TOKEN',
        'OTEL_EXPORTER_OTLP_ENDPOINT',
        'OTEL_EXPORTER_OTLP_PROTOCOL',
        'PAYMEGA_API_URL',
        'PORT',
      ],
      ...[
        'PROCESS',
        'PUBLIC_URL',
        'SANDBOX_SCENARIO',
        'SECRET_KEY',
        'SECRET_KEY_OLD',
        'SESSION_SECRET',
        'SMTP_URL',
        'TIME_ZONE',
      ],
      ...['TRUST_PROXY', 'WORKER_PORT'],
    ]);
    expect(mistakes).toContain('TIME_ZONE must be a time zone such as Europe/Berlin');
    expect(mistakes).toContain('SANDBOX_SCENARIO must be shop or showcase');
    expect(mistakes).toContain('DATABASE_URL must be a postgres:// URL');
    expect(mistakes).toContain('SESSION_SECRET must have at least 32 characters');
  });

  test.each(['Asia/Kolkata', 'Europe/Kyiv', 'Etc/UTC', 'America/Nuuk'])('takes the zone %s', (zone) => {
    expect(configOf({ TIME_ZONE: zone })).toMatchObject({ TIME_ZONE: zone });
  });

  test('never quotes a secret that it finds wrong', () => {
    const told = mistakesOf({
      ...{ SESSION_SECRET: 'hush', ADMIN_PASSWORD: 'hush', DATABASE_URL: 'hush' },
      ...{ SECRET_KEY: 'hush', SECRET_KEY_OLD: 'hush', SMTP_URL: 'hush://user:hush@mail', MAIL_FROM: FROM },
    });
    expect(told).toHaveLength(6);
    expect(told.join('\n')).not.toContain('hush');
  });

  test('counts what is empty as not set', () => {
    const empty = Object.fromEntries(['PORT', 'PROCESS', ...Object.keys(REAL)].map((name) => [name, '']));
    expect(configOf(empty)).toEqual(configOf({}));
  });

  test('takes a real Paymega whole, and says what is missing where only its address is given', () => {
    expect(mistakesOf(REAL)).toEqual([]);
    const { PAYMEGA_API_URL, ...rest } = REAL;
    expect(mistakesOf({ PAYMEGA_API_URL })).toEqual(
      expect.arrayContaining(
        Object.keys(rest).map((name) => `${name} is needed where PAYMEGA_API_URL is set`),
      ),
    );
    expect(mistakesOf({ PAYMEGA_API_URL })).toHaveLength(Object.keys(rest).length);
  });

  test.each(Object.keys(REAL).filter((name) => name !== 'PAYMEGA_API_URL'))('misses %s alone', (name) => {
    expect(mistakesOf({ ...REAL, [name]: '' })).toEqual([`${name} is needed where PAYMEGA_API_URL is set`]);
  });

  test.each([
    'https://shop.example/counterfoil',
    'https://shop.example/counterfoil/',
    'https://shop.example//x',
    'https://shop.example/?x=1',
    'https://shop.example?x=1',
    'https://shop.example/#x',
    'https://name@shop.example',
    'https://name:word@shop.example/',
  ])('does not take %s for where people reach it: everything lies at the root of a host', (PUBLIC_URL) => {
    expect(mistakesOf({ PUBLIC_URL })).toEqual([
      'PUBLIC_URL must be scheme and host alone: the console lies at the root',
    ]);
  });

  test.each([
    ['https://shop.example', 'https://shop.example'],
    ['https://shop.example/', 'https://shop.example'],
    ['HTTPS://Shop.Example:443//', 'https://shop.example'],
    ['http://[::1]:3000/', 'http://[::1]:3000'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
  ])('takes %s, which is %s', (PUBLIC_URL, origin) => {
    expect(publicUrlOf(configOf({ PUBLIC_URL }))).toBe(origin);
  });

  test('takes the keys that were before the newest, with commas between', () => {
    const environment = { SECRET_KEY: `${KEY}`, SECRET_KEY_OLD: `${OLDER}, ${OLDEST}` };
    expect(configOf(environment)).toMatchObject({ SECRET_KEY: KEY, SECRET_KEY_OLD: [OLDER, OLDEST] });
  });

  test.each(['short', `${KEY},short`, `${KEY},`, ','])(
    'does not take “%s” for older keys',
    (SECRET_KEY_OLD) => {
      const message = 'SECRET_KEY_OLD must be keys of at least 32 characters, with commas between';
      expect(new Set(mistakesOf({ SECRET_KEY: `${KEY}`, SECRET_KEY_OLD }))).toEqual(new Set([message]));
    },
  );

  test('needs to know from whom mail comes where it can be sent', () => {
    expect(mistakesOf({ SMTP_URL: 'smtp://mail.shop.example' })).toEqual([
      'MAIL_FROM is needed where SMTP_URL is set',
    ]);
    expect(mistakesOf({ SMTP_URL: 'smtps://user:word@mail.shop.example:465', MAIL_FROM: FROM })).toEqual([]);
    expect(mistakesOf({ MAIL_FROM: FROM })).toEqual([]);
  });

  test.each(['loopback', '10.0.0.0/8', 'loopback, 192.0.2.7', 'uniquelocal,2001:db8::/32'])(
    'trusts proxies by address or network: %s',
    (TRUST_PROXY) => {
      expect(mistakesOf({ TRUST_PROXY })).toEqual([]);
    },
  );

  test.each(['proxy.shop.example', '10.0.0.0/99', '*', 'true', ','])(
    'and by nothing else: %s',
    (TRUST_PROXY) => {
      expect(mistakesOf({ TRUST_PROXY })).toEqual([
        'TRUST_PROXY must be addresses or networks, with commas between',
      ]);
    },
  );

  test('reads the file .env, over which the environment wins', async () => {
    const kept = { ...process.env };
    await writeFile(path.join(folder, '.env'), 'PORT=4001\nTIME_ZONE=Asia/Tokyo\n');
    try {
      process.env.PORT = '4002';
      expect(readConfig(process.env, folder)).toMatchObject({ PORT: 4002, TIME_ZONE: 'Asia/Tokyo' });
    } finally {
      process.env = kept;
      await rm(path.join(folder, '.env'));
    }
  });
});

test('a product that is configured wrongly ends at once, and says why without a stack', async () => {
  const started = startProduct({ PORT: 'eighty', TIME_ZONE: 'Mars/Base' });
  const message = await started.then(
    () => '',
    (error: Error) => error.message,
  );
  expect(message).toMatch(
    /The configuration is wrong[\s\S]*\n {2}PORT [\s\S]*\n {2}TIME_ZONE must be a time zone/,
  );
  expect(message).not.toContain('    at ');
});
