import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { counterfoilWith } from '../../support/command-line.ts';
import { useDatabase } from '../../support/database.ts';
import { environmentOf } from '../../support/product.ts';
import { type Running, SECRET_KEY, SECRETS, startProduct } from '../../support/running.ts';

const database = useDatabase();
let sandbox: Sandbox;
let running: Running;
let settings: Record<string, string>;

beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ seed: 3, accountId: 'account', apiKey: 'key', perDay: 10, callbackUrl: null },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: 1_760_000_000 },
  });
  const own = await environmentOf(sandbox, database.appUrl);
  running = await startProduct(own);
  settings = {
    ...{ ...own, SECRET_KEY },
    ...{ PAYMEGA_LIVE_SECRET: SECRETS.live, PAYMEGA_TEST_SECRET: SECRETS.test },
  };
}, 60_000);
afterAll(async () => {
  await running?.stop();
  await sandbox?.close();
});

type Found = { about: string; state: string; says: string; act?: string };
async function found(over: Record<string, string> = {}) {
  const { code, out, err } = await counterfoilWith(
    { ...settings, ...over },
    database.appUrl,
    'doctor',
    '--json',
  );
  expect(err).toBe('');
  const told: { isWell: boolean; symptoms: Found[]; settings: unknown } = JSON.parse(out);
  const { isWell, symptoms, settings: read } = told;
  const of = (about: string) => symptoms.find((one) => one.about === about);
  return { code, isWell, symptoms, of, read, out };
}

test('the doctor finds nothing bad in a product that works, and tells no secret', async () => {
  const { code, isWell, symptoms, of, read, out } = await found();
  // The server of the tests is quick, and may lose what it has told: just that is bad.
  const wrong = symptoms.filter(({ state }) => state === 'bad').map(({ says }) => says);
  expect(wrong.filter((says) => !/^\w+ is off$/.test(says))).toEqual([]);
  expect([code, isWell]).toEqual(wrong.length > 0 ? [1, false] : [0, true]);
  expect(of('callback address')).toMatchObject({ state: 'good' });
  expect(of('API key of main')).toMatchObject({
    state: 'good',
    says: expect.stringContaining('Paymega answers'),
  });
  expect(of('clock beside Paymega’s (main)')).toMatchObject({ state: 'good' });
  expect(of('schema')).toMatchObject({ state: 'good' });
  expect(of('callback secrets of main')).toMatchObject({ state: 'warn', says: 'none was verified yet' });
  expect(of('mail')).toMatchObject({ state: 'warn' });
  expect(read).toMatchObject({
    PAYMEGA_API_KEY: '(set)',
    DATABASE_URL: '(set)',
    PAYMEGA_ACCOUNT_ID: 'account',
  });
  for (const secret of [SECRETS.live, SECRETS.test, SECRET_KEY, database.appUrl])
    expect(out).not.toContain(secret);
});

test('the doctor says in words what is bad, and what to do, and ends with 1', async () => {
  const { sql } = database;
  const [account] = await sql<{ id: number }[]>`select id from accounts where slug = 'main'`;
  await sql`
    insert into refused_callbacks (account_id, received_at, reason, message, http_status, excerpt, body_sha256)
    values (${account?.id ?? 0}, now(), 'bad_signature', 'message', 401, '{}', '')`;
  const { code, isWell, of, symptoms } = await found({
    ...{ PROCESS: 'web', DATABASE_URL: `${database.appUrl}?pgbouncer=true` },
    ...{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'c@shop.example', PUBLIC_URL: sandbox.url },
  });
  expect([code, isWell]).toEqual([1, false]);
  expect(of('callback secrets of main')).toMatchObject({
    ...{ state: 'bad', says: expect.stringContaining('1 were refused for their signature') },
    act: expect.stringContaining('portal'),
  });
  expect(of('mail')).toMatchObject({ state: 'bad', says: expect.stringContaining('ESOCKET') });
  const ofConfiguration = symptoms.filter(({ about }) => about === 'configuration').map(({ act }) => act);
  for (const setting of ['MIGRATION_DATABASE_URL', 'DRAIN_SECONDS'])
    expect(ofConfiguration).toContainEqual(expect.stringContaining(setting));
  expect(of('callback address')).toMatchObject({
    state: 'bad',
    says: expect.stringContaining('not Counterfoil'),
  });
});

test('the doctor without --json speaks to people, and goes on where the database is away', async () => {
  const nowhere = 'postgres://nobody:secret-of-nobody@127.0.0.1:1/none';
  const { code, out } = await counterfoilWith({ ...settings, DATABASE_URL: nowhere }, nowhere, 'doctor');
  expect(code).toBe(1);
  expect(out).toMatch(/^BAD {3}database: .+127\.0\.0\.1:1/m);
  expect(out).toMatch(/^ok {4}callback address: /m);
  expect(out).not.toContain('secret-of-nobody');
});
