import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { planRuns } from '#jobs/plan-runs.ts';
import { openQueue, type Queue } from '#jobs/queue.ts';
import type { JobTools } from '#jobs/tools.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type RunState, run as readRun } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../support/database.ts';
import { SHOP_OPENED } from '../support/product.ts';
import { SECRETS } from '../support/running.ts';
import { jobTools, withWorker } from './within-worker.ts';

const database = useDatabase();
const DAY = 86_400;
const ACTOR = { kind: 'program', name: 'test' } as const;
const PATIENT = { timeout: 50_000, interval: 100 };

let sandbox: Sandbox;
let queue: Queue;
let tools: JobTools;
beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ seed: 11, accountId: 'account', apiKey: 'key', perDay: 12, callbackUrl: null, scenarios: 'smooth' },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: SHOP_OPENED },
    now: () => SHOP_OPENED + 10 * DAY,
  });
  queue = await openQueue(database.sql, () => undefined);
  tools = jobTools(database.sql, sandbox, queue, new AbortController().signal);
});
afterAll(async () => {
  await queue.stop();
  await sandbox.close();
});
// What the test before has left is nobody's any more.
beforeEach(async () => {
  await database.sql`
    update runs set state = 'cancelled', finished_at = now() where state in ('queued', 'running')`;
  await database.sql`update accounts set disabled_at = now()`;
});

/** A run on record that has no job; it was put there, and begun, so long ago. */
async function runSince(ago: string, state: RunState, accountId?: number): Promise<bigint> {
  const window = { from: SHOP_OPENED, to: SHOP_OPENED + 10 * DAY };
  const order = {
    accountId: accountId ?? (await makeAccount(database.sql)),
    window,
    trigger: 'program',
  } as const;
  const id = await queueRun(database.sql, ACTOR, order);
  await database.sql`
    update runs set state = ${state}, queued_at = now() - ${ago}::interval,
      started_at = case when ${state} = 'queued' then null else now() - ${ago}::interval end
    where id = ${id.toString()}`;
  return id;
}

const stateOf = async (id: bigint) => (await readRun(database.sql, id)).state;
const jobsOf = async (id: bigint) =>
  (
    await database.sql`select from pgboss.job where name = 'reconcile' and data ->> 'runId' = ${id.toString()}`
  ).count;

/** Begins a run that does not end by itself, and waits until it holds its account. */
async function workedOn(accountId: number) {
  const id = await runSince('1 hour', 'queued', accountId);
  sandbox.faults.slowMs = 60_000;
  const stop = new AbortController();
  const { privateApi } = await tools.connectionOf(accountId);
  const exponentOf = await exponentsOf(database.sql);
  const ended = carryOutRun({ sql: database.sql, privateApi, exponentOf }, id, { signal: stop.signal }).catch(
    (error: unknown) => String(error),
  );
  await vi.waitFor(async () => expect(await stateOf(id)).toBe('running'), PATIENT);
  // As if it had begun long ago.
  await database.sql`update runs set started_at = now() - interval '1 hour' where id = ${id.toString()}`;
  const leave = async () => {
    stop.abort(new Error('the worker has gone'));
    sandbox.faults.slowMs = 0;
    return ended;
  };
  return { id, leave };
}

describe('a run that nobody works on', () => {
  test.each(['queued', 'running'] as const)(
    'though it is %s is sent again by the schedule, once',
    async (state) => {
      const id = await runSince('6 minutes', state);
      await planRuns(tools);
      await planRuns(tools);
      expect(await jobsOf(id)).toBe(1);
    },
  );

  test('is carried out by a worker that was there all the time', async () => {
    await withWorker(database.sql, sandbox, async (ofWorker) => {
      const ids = [await runSince('6 minutes', 'queued'), await runSince('6 minutes', 'running')];
      await ofWorker.send('plan-runs', {});
      for (const id of ids) {
        await vi.waitFor(async () => expect(await stateOf(id)).toBe('finished'), PATIENT);
        expect((await readRun(database.sql, id)).seen).toBeGreaterThan(50);
      }
    });
  });

  test.each(['queued', 'running'] as const)(
    'is left to its own job while it is %s for five minutes',
    async (state) => {
      const id = await runSince('4 minutes 45 seconds', state);
      await planRuns(tools);
      expect(await jobsOf(id)).toBe(0);
    },
  );

  test.each(['finished', 'failed', 'cancelled'] as const)('is left alone where it is %s', async (state) => {
    const id = await runSince('1 hour', state);
    await planRuns(tools);
    expect(await jobsOf(id)).toBe(0);
  });
});

describe('a run that somebody works on', () => {
  test('is not sent again, however long it takes, until its worker has gone', async () => {
    const { id, leave } = await workedOn(await makeAccount(database.sql));
    await planRuns(tools);
    expect(await jobsOf(id)).toBe(0);
    expect(await leave()).toContain('the worker has gone');
    expect(await stateOf(id)).toBe('running');
    await planRuns(tools);
    expect(await jobsOf(id)).toBe(1);
  });

  test('keeps back those that wait behind it, and none of another account', async () => {
    const accountId = await makeAccount(database.sql);
    const { leave } = await workedOn(accountId);
    const behind = await runSince('1 hour', 'queued', accountId);
    const elsewhere = await runSince('1 hour', 'queued');
    await planRuns(tools);
    expect(await jobsOf(behind)).toBe(0);
    expect(await jobsOf(elsewhere)).toBe(1);
    await leave();
  });
});
