import { beforeEach, expect, test } from 'vitest';
import { queueRun, type RunOrder, run, runBefore } from '#reconciliation/comparison/runs.ts';
import { ACTOR } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const WINDOW = { from: 1_790_000_000, to: 1_790_000_100 };
let accountId = 0;

beforeEach(async () => {
  accountId = await makeAccount(database.sql);
});

type Over = { scope?: RunOrder['scope']; state?: string; account?: number };

async function aRun({ scope = 'deep', state = 'finished', account = accountId }: Over = {}): Promise<bigint> {
  const order = { accountId: account, window: WINDOW, trigger: 'program', scope } as const;
  const id = await queueRun(database.sql, ACTOR, order);
  await database.sql`update runs set state = ${state} where id = ${String(id)}`;
  return id;
}

const before = async (id: bigint) => (await runBefore(database.sql, await run(database.sql, id)))?.id ?? null;

test('the run before is the last finished one of the same account and scope', async () => {
  await aRun();
  const last = await aRun();
  const id = await aRun();
  await aRun();
  expect(await before(id)).toBe(last);
  expect(await runBefore(database.sql, await run(database.sql, id))).toEqual(await run(database.sql, last));
});

test('of the first one there is none before', async () => {
  expect(await before(await aRun())).toBeNull();
});

test.each(['queued', 'running', 'failed', 'cancelled'])('one that is %s is passed over', async (state) => {
  const finished = await aRun();
  await aRun({ state });
  expect(await before(await aRun())).toBe(finished);
});

test.each(['queued', 'running', 'failed', 'cancelled'])(
  'one that is %s has one before, too',
  async (state) => {
    const finished = await aRun();
    expect(await before(await aRun({ state }))).toBe(finished);
  },
);

test('one of another scope or of another account is none before', async () => {
  await aRun({ scope: 'recent' });
  await aRun({ scope: 'window' });
  await aRun({ account: await makeAccount(database.sql) });
  expect(await before(await aRun())).toBeNull();
});

test('the order of ids counts where they grow by a digit', async () => {
  await database.sql`alter table runs alter column id restart with 999998`;
  const ids = [await aRun(), await aRun(), await aRun(), await aRun()];
  expect(await Promise.all(ids.map(before))).toEqual([null, ...ids.slice(0, 3)]);
});
