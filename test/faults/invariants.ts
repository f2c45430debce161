import { expect, vi } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { openQueue } from '#jobs/queue.ts';
import { bookOf, foldOfWhatWasTold } from './book-as-told.ts';
import type { Sent } from './load.ts';

const PATIENCE_MS = 120_000;

/**
 * What was answered 200 is in the store as often as it was answered so, what was not at most as often as it was sent, and
 * nothing else is; and the book is what was told. @returns how many callbacks the store has
 */
export async function expectStore(sql: Sql, sent: readonly Sent[]): Promise<number> {
  const rows = await sql<{ sha256: string; count: number }[]>`
    select encode(body_sha256, 'hex') as sha256, count(*)::int as count from callbacks group by body_sha256`;
  const stored = new Map(rows.map(({ sha256, count }) => [sha256, count]));
  const by = new Map<string, { taken: number; sent: number }>();
  for (const { sha256, answer } of sent) {
    const counted = by.get(sha256) ?? { taken: 0, sent: 0 };
    by.set(sha256, { taken: counted.taken + (answer === 200 ? 1 : 0), sent: counted.sent + 1 });
  }
  const count = (sha256: string) => stored.get(sha256) ?? 0;
  expect([...by].filter(([sha256, { taken }]) => count(sha256) < taken)).toEqual([]);
  // Where the answer got lost it may have been taken all the same.
  expect([...by].filter(([sha256, its]) => count(sha256) > its.sent)).toEqual([]);
  const isAllTaken = ({ taken, sent: times }: { taken: number; sent: number }) => taken === times;
  expect([...by].filter(([sha256, its]) => isAllTaken(its) && count(sha256) !== its.taken)).toEqual([]);
  expect(rows.filter(({ sha256 }) => !by.has(sha256))).toEqual([]);
  // Nothing but taken, “come again” and nobody there.
  expect(sent.filter(({ answer }) => ![200, 503, 'none'].includes(answer))).toEqual([]);
  expect(await bookOf(sql)).toEqual(await foldOfWhatWasTold(sql));
  return rows.reduce((sum, row) => sum + row.count, 0);
}

/** Each discrepancy was opened once, each kind stands open once for its subject, and no event is twice. */
export async function expectNoneDoubled(sql: Sql): Promise<void> {
  const openTwice = await sql`
    select subject, kind from discrepancies where state <> 'resolved' group by account_id, subject, kind
    having count(*) > 1`;
  expect(openTwice).toEqual([]);
  const openedTwice = await sql`
    select discrepancy_id, run_id, act from discrepancy_events where act in ('opened', 'closed')
    group by discrepancy_id, run_id, act having count(*) > 1`;
  expect(openedTwice).toEqual([]);
  const unborn = await sql`
    select id from discrepancies where not exists (
      select from discrepancy_events where discrepancy_id = discrepancies.id and act = 'opened')`;
  expect(unborn).toEqual([]);
}

/**
 * However many workers there are, one tick of the clock brings each repeating job once: the queue puts it down by job and
 * minute, and whoever takes that up sends one job. @returns the jobs that came
 */
export async function expectScheduledOnce(sql: Sql): Promise<string[]> {
  const ticks = await sql<{ name: string; ticks: number; minutes: number; tries: number; jobs: number }[]>`
    select tick.name, count(*)::int as ticks, count(distinct singleton_on)::int as minutes,
      (count(*) + sum(retry_count))::int as tries, (
        select count(*)::int from pgboss.job as sent
        where sent.name = tick.name and coalesce(sent.data::text, 'null') = 'null') as jobs
    from (
      select data ->> 'name' as name, singleton_on, retry_count from pgboss.job
      where name = '__pgboss__send-it'
    ) as tick
    group by tick.name`;
  expect(ticks.filter(({ ticks, minutes }) => ticks > minutes)).toEqual([]);
  expect(ticks.filter(({ jobs, tries }) => jobs > tries)).toEqual([]);
  return ticks.map(({ name }) => name);
}

/**
 * Waits until every run and every job is over. What waits for an hour of the clock (the expiry of a job whose worker was
 * killed, the pause before another try) is let come at once.
 * @returns how many runs there were by state, and how many jobs
 */
export async function expectWorkDone(
  sql: Sql,
  ordered: readonly string[],
): Promise<{ runs: Record<string, number>; jobs: number }> {
  const queue = await openQueue(sql, () => undefined);
  const [now] = await sql<{ at: Date }[]>`select now() as at`;
  try {
    await vi.waitFor(
      async () => {
        await letTimeCome(sql, now?.at ?? new Date());
        await queue.boss.maintain();
        expect(await unfinished(sql)).toEqual({ runs: [], jobs: [] });
      },
      { timeout: PATIENCE_MS, interval: 500 },
    );
  } finally {
    await queue.stop();
  }
  const runs = await sql<{ state: string; count: number }[]>`
    select state, count(*)::int as count from runs group by state`;
  const known = await sql`select from runs where id = any(${ordered as string[]}::bigint[])`;
  expect(known.count).toBe(ordered.length);
  const [jobs] = await sql<{ count: number; failed: number }[]>`
    select count(*)::int as count, (count(*) filter (where state = 'failed' and retry_limit > 0))::int as failed
    from pgboss.job where name = any(${WITH_A_PROMISE}::text[])`;
  return { runs: Object.fromEntries(runs.map(({ state, count }) => [state, count])), jobs: jobs?.count ?? 0 };
}

/** Jobs that nobody orders anew: the others come with the next tick of the schedule. */
const WITH_A_PROMISE = ['reconcile', 'check-status', 'check-batch', 'make-export', 'match-statements'];

async function letTimeCome(sql: Sql, before: Date): Promise<void> {
  await sql`
    update pgboss.job set started_on = now() - expire_in - interval '1 second'
    where state = 'active' and started_on < ${before} and not exists (
      select from runs where id::text = data ->> 'runId' and state = 'running' and exists (
        select from pg_locks where locktype = 'advisory' and granted and objid = account_id::oid))`;
  await sql`update pgboss.job set start_after = now() where state = 'retry' and start_after > now()`;
}

async function unfinished(sql: Sql) {
  const runs = await sql`select id::text, state from runs where state in ('queued', 'running')`;
  const jobs = await sql`
    select name, state, data::text from pgboss.job
    where name = any(${WITH_A_PROMISE}::text[]) and state in ('created', 'retry', 'active')`;
  return { runs: [...runs], jobs: [...jobs] };
}

/** Each forged callback that was answered has its job, and that was done: Paymega was asked about what it names. */
export async function expectLookedUp(sql: Sql, forged: readonly string[]): Promise<void> {
  const asked = await sql<{ id: string }[]>`
    select distinct data ->> 'invoiceId' as id from pgboss.job
    where name = 'check-status' and state = 'completed'`;
  const done = new Set(asked.map(({ id }) => id));
  expect(forged.filter((id) => !done.has(id))).toEqual([]);
}
