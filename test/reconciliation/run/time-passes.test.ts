import { afterEach, describe, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import { sign } from '#paymega/signature.ts';
import { accountById } from '#reconciliation/accounts.ts';
import { createIntake } from '#reconciliation/book/intake.ts';
import { BACK_OFF_MINUTES, dueLooks } from '#reconciliation/book/pending.ts';
import { receiveCallback } from '#reconciliation/book/receive-callback.ts';
import { exponentsOf } from '#reconciliation/currencies.ts';
import { changePolicy, type Policy } from '#reconciliation/policy.ts';
import { carryOutRun } from '#reconciliation/run/run.ts';
import { queueRun, type Run } from '#reconciliation/run/runs.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { type ScriptedPaymega, scriptedPaymega } from '../../support/scripted-paymega.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const START = Math.floor(Date.now() / 1000);
const SECRETS = { live: ['live-secret'], test: ['test-secret'] };

let paymega: ScriptedPaymega;
afterEach(() => paymega.close());

type Tale = { ago: number; attributes?: Record<string, unknown> };

/** A book, a Paymega, and a clock that stands where the test puts it. */
async function aWorld(policy: Partial<Policy> = {}) {
  const { sql } = database;
  paymega = await scriptedPaymega();
  const accountId = await makeAccount(sql);
  await changePolicy(sql, ACTOR, accountId, { ...(await accountById(sql, accountId)), ...policy });
  const [url, exponentOf] = [paymega.url, await exponentsOf(sql)];
  const keys = { accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ url, ...keys, concurrency: 4, perSecond: 10_000 });
  const intake = createIntake(sql);
  let at = START;
  const now = () => new Date(at * 1000);
  return {
    accountId,
    now,
    passes(minutes: number) {
      at += minutes * 60;
    },
    /** Paymega holds this, told `ago` minutes before the clock. */
    holds(id: string, { ago, attributes = {} }: Tale): string {
      const told = at - ago * 60;
      const all = { reference_id: `order-${id}`, created: told, updated: told, ...attributes };
      const document = documentText(all, id);
      const said = { isListed: true, byId: 'answers', byReference: 'answers' } as const;
      paymega.holdings.set(id, { document, created: told, reference: all.reference_id, ...said });
      return document;
    },
    async hears(document: string): Promise<void> {
      const rawBody = Buffer.from(document);
      const signature = sign('live-secret', rawBody);
      const callback = { rawBody, signature, accountId, secrets: SECRETS, receivedAt: now(), retryCount: 1 };
      expect(await receiveCallback(intake, exponentOf, callback)).toMatchObject({ kind: 'taken' });
    },
    async runs(): Promise<Run> {
      const order = { accountId, window: { from: START - 3 * 86_400, to: at }, trigger: 'program' } as const;
      const tools = { sql, privateApi, exponentOf };
      return carryOutRun(tools, await queueRun(sql, ACTOR, order), { clock: now });
    },
    items: () => sql<{ kind: string; severity: string; state: string }[]>`
      select kind, severity, state from discrepancies where account_id = ${accountId} order by id`,
  };
}

const PENDING = { status: 'process_pending', processed_amount: 0, processed_fee: 0, processed_deposit: 0 };

test('what Paymega alone has is expected within its grace, and on the list at the next run', async () => {
  const world = await aWorld();
  world.holds('cpi_untold', { ago: 5 });
  expect(await world.runs()).toMatchObject({ opened: 0, expected: 1 });
  expect(await world.items()).toEqual([]);
  world.passes(10);
  expect(await world.runs()).toMatchObject({ opened: 1, expected: 0 });
  expect(await world.items()).toEqual([{ kind: 'missing_ours', severity: 'high', state: 'open' }]);
});

test('a callback that comes between two runs leaves nothing for the list', async () => {
  const world = await aWorld();
  const document = world.holds('cpi_late', { ago: 5 });
  await world.runs();
  await world.hears(document);
  world.passes(60);
  expect(await world.runs()).toMatchObject({ opened: 0, expected: 0, matched: 1 });
});

describe('a pending payment', () => {
  const stuck = (severity: string) => [{ kind: 'stuck_pending', severity, state: 'open' }];

  test('is in flight, then stuck, then grave, as one item; and leaves the list when it is paid', async () => {
    const world = await aWorld();
    await world.hears(world.holds('cpi_slow', { ago: 0, attributes: PENDING }));
    await world.runs();
    world.passes(29);
    await world.runs();
    expect(await world.items()).toEqual([]);
    world.passes(2);
    expect(await world.runs()).toMatchObject({ opened: 1 });
    expect(await world.items()).toEqual(stuck('medium'));
    world.passes(25 * 60);
    expect(await world.runs()).toMatchObject({ opened: 0, stillOpen: 1 });
    expect(await world.items()).toEqual(stuck('high'));
    await world.hears(world.holds('cpi_slow', { ago: 0 }));
    expect(await world.runs()).toMatchObject({ closed: 1 });
  });

  test('waits as long as the policy says for its very status', async () => {
    const world = await aWorld({ stuckMinutesOf: { process_pending: 120 } });
    await world.hears(world.holds('cpi_patient', { ago: 0, attributes: PENDING }));
    await world.hears(world.holds('cpi_usual', { ago: 0, attributes: { ...PENDING, status: 'processing' } }));
    world.passes(60);
    expect(await world.runs()).toMatchObject({ opened: 1 });
    world.passes(70);
    expect(await world.runs()).toMatchObject({ opened: 1, stillOpen: 1 });
  });

  test.each([
    ['JPY', 150_000, 'high'],
    ['JPY', 149_999, 'medium'],
    ['USD', 1000, 'high'],
    ['USD', 999.99, 'medium'],
    ['EUR', 1_000_000, 'medium'],
  ])('(%s %d) is grave at once where the money is large: %s', async (currency, amount, severity) => {
    const world = await aWorld({ largeAmounts: { USD: '1000.00', JPY: '150000' } });
    const money = { currency, amount, payment_amount: amount, deposit: amount, fee: 0 };
    await world.hears(world.holds('cpi_large', { ago: 40, attributes: { ...PENDING, ...money } }));
    await world.runs();
    expect(await world.items()).toEqual(stuck(severity));
  });

  test('outside the window is looked at by its back-off, not at every run', async () => {
    const world = await aWorld();
    await world.hears(world.holds('cpi_old', { ago: 10 * 1440, attributes: PENDING }));
    const looks = async () => {
      const [row] = await database.sql<{ attempts: number }[]>`
        select attempts from pending_looks where account_id = ${world.accountId}`;
      return row?.attempts ?? 0;
    };
    await world.runs();
    expect(await looks()).toBe(1);
    await world.runs();
    expect(await looks()).toBe(1);
    for (const [attempt, minutes] of [...BACK_OFF_MINUTES, 1440, 1440].slice(1).entries()) {
      world.passes(minutes - 1);
      expect(await dueLooks(database.sql, world.accountId, 10, world.now())).toEqual([]);
      world.passes(1);
      await world.runs();
      expect(await looks()).toBe(attempt + 2);
    }
  });

  test('is given up when it is thirty days old', async () => {
    const world = await aWorld();
    await world.hears(world.holds('cpi_old', { ago: 29 * 1440, attributes: PENDING }));
    world.passes(60);
    expect(await dueLooks(database.sql, world.accountId, 10, world.now())).toHaveLength(1);
    world.passes(1440);
    expect(await dueLooks(database.sql, world.accountId, 10, world.now())).toEqual([]);
  });
});
