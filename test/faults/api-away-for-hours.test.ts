import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { createPrivateApi, type PrivateApi } from '#paymega/private-api.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { dueRuns } from '#reconciliation/comparison/due.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun, type RunState } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../support/database.ts';
import { SECRETS } from '../support/running.ts';
import { IS_LONG } from './long.ts';
import { TROUBLES, type Trouble, type TroubledRoad, troubledRoad } from './troubled-road.ts';

const database = useDatabase();
const MINUTE = 60;
const HOUR = 3600;
const HOURS_OF_EACH = IS_LONG ? 4 : 2;
const MET: readonly Trouble[] = IS_LONG ? TROUBLES : ['429', 'reset', 'silent'];
const TICK_SECONDS = 5 * MINUTE;
/** Most tries in four hours: after a quarter, half and a whole hour, then each hour; without back-off, each quarter. */
const MOST_TRIES = (trouble: Trouble) => (trouble === '401' ? 17 : 7);
const ACTOR = { kind: 'program', name: 'schedule' } as const;

/** Time here is what the due rule is told: it begins two days ago, so that the database's clock is never behind it. */
let now = Math.floor(Date.now() / 1000) - 48 * HOUR;
let sandbox: Sandbox;
let road: TroubledRoad;
let privateApi: PrivateApi;
let exponentOf: ExponentOf;
let accountId: number;

beforeAll(async () => {
  sandbox = await startSandbox({
    ...{ seed: 3, accountId: 'account', apiKey: 'key', perDay: 60, callbackUrl: null, scenarios: 'smooth' },
    ...{ liveSecret: SECRETS.live, testSecret: SECRETS.test, startsAt: now - 24 * HOUR },
    now: () => now,
  });
  road = await troubledRoad(sandbox.url);
  const keys = { url: road.url, accountId: 'account', apiKey: 'key' };
  privateApi = createPrivateApi({ ...keys, perSecond: 10_000, retries: 0, timeoutSeconds: 1 });
  exponentOf = await exponentsOf(database.sql);
  accountId = await makeAccount(database.sql);
  await database.sql`update accounts set sweep_days = 0, deep_days = 2 where id = ${accountId}`;
});
afterAll(async () => {
  road?.close();
  await sandbox?.close();
});

/** Lets so much time go by, with every run that is due by then. @returns how they ended */
async function pass(seconds: number): Promise<RunState[]> {
  const states: RunState[] = [];
  for (const end = now + seconds; now < end; now += TICK_SECONDS) {
    const account = await accountById(database.sql, accountId);
    for (const order of await dueRuns(database.sql, account, new Date(now * 1000))) {
      states.push(await carriedOut(await queueRun(database.sql, ACTOR, order)));
    }
  }
  return states;
}

async function carriedOut(id: bigint): Promise<RunState> {
  const { sql } = database;
  const at = new Date(now * 1000);
  await sql`update runs set queued_at = ${at} where id = ${id.toString()}`;
  const tools = { sql, privateApi, exponentOf };
  await carryOutRun(tools, id, { clock: () => at }).catch((error: unknown) => {
    if (!(error instanceof PaymegaError)) throw error;
  });
  const [run] = await sql<{ state: RunState }[]>`
    update runs set finished_at = ${at} where id = ${id.toString()} returning state`;
  return run?.state ?? 'queued';
}

const opened = async () => {
  const [row] = await database.sql<{ opened: number; subjects: number }[]>`
    select count(*)::int as opened, count(distinct subject)::int as subjects
    from discrepancy_events join discrepancies on discrepancies.id = discrepancy_id where act = 'opened'`;
  return row ?? { opened: 0, subjects: 0 };
};
/** Payments that no callback told us of, and that no discrepancy names; the youngest are still waited for. */
const unfound = () => database.sql`
  select id from mirror
  where created_at < ${new Date((now - HOUR) * 1000)} and not exists (
    select from discrepancies where subject = mirror.id and kind = 'missing_ours')`;

describe('Paymega’s API in trouble for hours', () => {
  test('at first all is well', async () => {
    expect(new Set(await pass(HOUR))).toEqual(new Set(['finished']));
  });

  test.each(MET)('%s: few tries, nothing found by it; then it catches up, once', async (trouble) => {
    const before = await opened();
    const calls = road.calls();
    road.meet(trouble);
    const tries = await pass(HOURS_OF_EACH * HOUR);
    expect(new Set(tries)).toEqual(new Set(['failed']));
    expect(tries.length).toBeLessThanOrEqual(MOST_TRIES(trouble));
    expect(await opened()).toEqual(before);
    const asked = road.calls() - calls;

    road.meet(null);
    const states = await pass(HOUR + TICK_SECONDS);
    expect(new Set(states)).toEqual(new Set(['finished']));
    const found = await opened();
    expect(found.opened).toBeGreaterThan(before.opened);
    // Each payment of these hours is on the list, once.
    expect(found.opened).toBe(found.subjects);
    expect(await unfound()).toEqual([]);
    console.log(
      `${HOURS_OF_EACH} hours of ${trouble}: ${tries.length} runs tried with ${asked} calls; ${found.opened - before.opened} payments caught up`,
    );
  });

  test('in the end no minute was left out', async () => {
    const gaps = await database.sql`
      select window_to from (
        select window_to, lead(window_from) over (order by id) as next_from from runs where state = 'finished'
      ) as finished
      where next_from > window_to`;
    expect(gaps).toEqual([]);
    expect(await database.sql`select from runs where state in ('queued', 'running')`).toEqual([]);
  });
});
