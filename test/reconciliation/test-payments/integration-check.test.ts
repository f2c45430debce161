import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type FaultSwitches, readSwitches } from '#paymega/sandbox/platform/faults.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { checkSettings } from '#reconciliation/test-payments/addresses.ts';
import { CHECK_CASES } from '#reconciliation/test-payments/integration-check/cases.ts';
import {
  beginIntegrationCheck,
  carryOutIntegrationCheck,
  integrationCheck,
} from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { failuresOf } from '#reconciliation/test-payments/integration-check/report.ts';
import type { PaymentTools } from '#reconciliation/test-payments/payment-tools.ts';
import { counterfoilWith } from '../../support/command-line.ts';
import { useDatabase } from '../../support/database.ts';
import { environmentOf } from '../../support/product.ts';
import { type Running, SECRET_KEY, SECRETS, startProduct } from '../../support/running.ts';
import { ACTOR } from './world.ts';

const database = useDatabase();
let sandbox: Sandbox;
let running: Running;
let accountId = 0;
let environment: Record<string, string> = {};
let tools: PaymentTools;

beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ seed: 11, accountId: 'account', apiKey: 'key', perDay: 1, callbackUrl: null, scenarios: 'smooth' },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: Math.floor(Date.now() / 1000) },
  });
  const { sql } = database;
  environment = {
    ...(await environmentOf(sandbox, database.appUrl)),
    ...{ PAYMEGA_LIVE_SECRET: SECRETS.live, PAYMEGA_TEST_SECRET: SECRETS.test },
  };
  running = await startProduct(environment);
  const [account] = await sql<{ id: number }[]>`select id from accounts`;
  accountId = account?.id ?? 0;
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8, retries: 0 });
  const cardgate = { url: sandbox.cardgateUrl, isPublicOnly: false };
  const connection = { privateApi, cardgate, secrets: { live: [SECRETS.live], test: [SECRETS.test] } };
  tools = { sql, connection, exponentOf: await exponentsOf(sql) };
}, 120_000);
beforeEach(() => {
  Object.assign(sandbox.faults, readSwitches({}));
});
afterAll(async () => {
  await running?.stop();
  await sandbox?.close();
});

/** A check of these cases, by their outcomes, while this is wrong with Paymega; each step that came of them. */
async function checked(
  faults: Partial<FaultSwitches>,
  outcomes: readonly string[] | null,
  patienceMs: number,
) {
  Object.assign(sandbox.faults, faults);
  const cases = CHECK_CASES.filter(({ outcome }) => outcomes?.includes(outcome) ?? true);
  const id = await beginIntegrationCheck(tools.sql, ACTOR, accountId);
  const settings = { ...checkSettings(running.url, { id: accountId, slug: 'main' }), patienceMs };
  await carryOutIntegrationCheck(tools, ACTOR, id, settings, new AbortController().signal, cases);
  const { state, report, endedAt } = await integrationCheck(tools.sql, id);
  expect(endedAt).toBeInstanceOf(Date);
  return { state, report, failures: failuresOf(report).map(({ step }) => `${step.name}: ${step.message}`) };
}

test('with nothing wrong every step of every class of outcome works, both ways of the bank’s answer included', async () => {
  const { state, report, failures } = await checked({}, null, 20_000);
  expect(failures).toEqual([]);
  expect(state).toBe('passed');
  expect(report.cases.map(({ title }) => title)).toEqual([
    'Services',
    ...CHECK_CASES.map(({ title }) => title),
  ]);
  const names = report.cases
    .find(({ title }) => title.includes('answers to us'))
    ?.steps.map(({ name }) => name);
  expect(names).toEqual([
    ...['Create', 'Card to the gateway', '3-D Secure', 'Callback', 'Status check by id'],
    ...['Status check by reference', 'Outcome as documented', 'Both books match'],
  ]);
  const refunded = report.cases.find(({ title }) => title.includes('refunded'))?.steps.slice(-2);
  expect(refunded?.map(({ name, message }) => [name, message])).toEqual([
    ['Refund in part', 'partially_refunded'],
    ['Refund of the rest', 'refunded'],
  ]);
  expect(report.cases.flatMap(({ steps }) => steps).every(({ tookMs }) => typeof tookMs === 'number')).toBe(
    true,
  );
});

describe('what is broken is said precisely:', () => {
  const PENDING = ['pending'];
  const BANK = ['succeeds_3ds'];
  test.each<[string, Partial<FaultSwitches>, string[], RegExp[]]>([
    [
      'the gateway is down',
      { gatewayDown: 1 },
      PENDING,
      [/^Card to the gateway: .*card gateway (broke off|could)/],
    ],
    ['the gateway takes no token', { gateway401: 1 }, PENDING, [/^Card to the gateway: /]],
    [
      'the gateway fails though the work is done',
      { saleThen500: 1 },
      PENDING,
      [/^Card to the gateway: .*answered 500.*arrived all the same: process_pending/],
    ],
    [
      'the gateway’s answer is cut off',
      { saleThenCut: 1 },
      PENDING,
      [/^Card to the gateway: .*broke off.*arrived all the same/],
    ],
    [
      'the answer to the creation is lost',
      { createThenDrop: 1 },
      PENDING,
      [/^Create: .*broke off.*was found by a look-up/],
    ],
    [
      'the answer to the creation cannot be read',
      { creationUnreadable: 1 },
      PENDING,
      [/^Create: Paymega answered 201, but.*was found by a look-up/],
    ],
    [
      'the answer to the creation bears another amount',
      { wrongAmountInAnswer: 1 },
      PENDING,
      [/^Create: .*amount .* instead of 1.00.*No card is sent/],
    ],
    ['no callback comes', { callbackLoss: 1 }, PENDING, [/^Callback: no callback came within 5 s/]],
    [
      'callbacks are signed wrongly',
      { callbackBadSignature: 1 },
      PENDING,
      [/^Callback: .*was refused: (.*[Ss]ignature|it is signed with the live secret)/],
    ],
    [
      'the bank leaves the payer alone',
      { acsSilent: 1 },
      BANK,
      [/^3-D Secure: the payer was left at the bank: .*no form/, /^3-D Secure: /],
    ],
    [
      'the bank answers twice',
      { acsTwice: 1 },
      BANK,
      [/^3-D Secure: the same answer of the bank came again/],
    ],
  ])('%s', async (_, faults, outcomes, failures) => {
    const told = await checked(faults, outcomes, 5000);
    expect(told.state).toBe('failed');
    expect(told.failures).toEqual(failures.map((failure) => expect.stringMatching(failure)));
  });

  test('the bank leads on to another host, which is no fault, and said', async () => {
    const { state, report } = await checked({ acsRedirect: 1 }, BANK, 20_000);
    expect(state).toBe('passed');
    const steps = report.cases.flatMap(({ steps: all }) => all).filter(({ name }) => name === '3-D Secure');
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringMatching(/led over .*localhost/),
      expect.stringMatching(/led over .*localhost/),
    ]);
  });
});

describe('counterfoil check-integration', () => {
  const command = (settings: Record<string, string>) =>
    counterfoilWith(
      { ...environment, SECRET_KEY, ...settings },
      database.appUrl,
      'check-integration',
      '--json',
    );

  test('passes beside the running server, which takes the callbacks, and ends with 0', async () => {
    const { code, out, err } = await command({});
    const report = JSON.parse(out) as { passed: boolean; cases: unknown[] };
    expect([report.passed, report.cases.length, code, err]).toEqual([true, CHECK_CASES.length + 1, 0, '']);
  });

  test('ends with 1 where a step does not work', async () => {
    sandbox.faults.gateway401 = 1;
    const { code, out } = await command({});
    expect([JSON.parse(out).passed, code]).toEqual([false, 1]);
  });

  test('says at once that no server takes the callbacks', async () => {
    const { code, out, err } = await command({ PUBLIC_URL: 'http://127.0.0.1:9' });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('nothing answers at http://127.0.0.1:9');
  });
});

test('one check of an account goes on at a time; one that was broken off keeps none from beginning', async () => {
  const { sql } = tools;
  const first = await beginIntegrationCheck(sql, ACTOR, accountId);
  const second = beginIntegrationCheck(sql, ACTOR, accountId);
  await expect(second).rejects.toMatchObject({ code: 'check_under_way', status: 409 });
  await sql`update integration_checks set started_at = now() - interval '16 minutes' where id = ${first}`;
  expect(await integrationCheck(sql, first)).toMatchObject({ state: 'broken_off', endedAt: null });
  await beginIntegrationCheck(sql, ACTOR, accountId);
  expect(await integrationCheck(sql, first)).toMatchObject({ state: 'broken_off' });
  await sql`update integration_checks set state = 'broken_off', ended_at = now() where ended_at is null`;
});
