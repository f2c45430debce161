import { inOrder } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import type { runs as runsTable } from '#db/schema/runs.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { type Shortage, shortageOf } from './short.ts';
import type { Window } from './window.ts';

type RunRow = typeof runsTable.$inferSelect;
export type RunState = RunRow['state'];

/** One reconciliation: its window, how far it is, what it counted. */
export type Run = Omit<RunRow, 'personId'> & {
  account: string;
  person: string | null;
  slicesDone: number;
  slicesTotal: number;
  short: Shortage | null;
};

/**
 * What is to be reconciled: the last hours, the deep window of the night, or a window that somebody chose.
 */
export type RunOrder = {
  accountId: number;
  window: Window;
  trigger: RunRow['trigger'];
  scope?: Scope;
};

/** The last hours, the nightly window, a part of what is older, or days that somebody chose. */
export type Scope = RunRow['scope'];

/** Puts a run on record; a worker (or the caller) carries it out. @returns its id */
export async function queueRun(sql: Queryable, actor: Actor, order: RunOrder): Promise<bigint> {
  const { from, to } = order.window;
  if (from >= to)
    throw new Refusal(
      'empty_window',
      'the window is empty: its start must be before its end, and in the past',
    );
  const [run] = await sql<{ id: bigint }[]>`
    insert into runs (account_id, trigger, scope, person_id, window_from, window_to)
    values (${order.accountId}, ${order.trigger}, ${order.scope ?? 'window'}, ${personIdOf(actor)},
      to_timestamp(${from}), to_timestamp(${to}))
    returning id`;
  if (!run) throw new Error('the run was not put on record');
  if (order.trigger !== 'schedule') {
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();
    await audit(sql, actor, 'run.queued', `run:${run.id}`, { from: at(from), to: at(to) });
  }
  return run.id;
}

/** One run. @throws Refusal `unknown_run` (404) */
export async function run(sql: Queryable, id: bigint): Promise<Run> {
  const [row] = await sql<Run[]>`${runRows(sql)} where runs.id = ${id}`;
  if (!row) throw new Refusal('unknown_run', `there is no run ${id}`, 404);
  return row;
}

/** Whether an account has a run of this number. */
export async function hasRun(sql: Queryable, accountId: number, id: bigint): Promise<boolean> {
  const found = await sql`select from runs where id = ${id} and account_id = ${accountId}`;
  return found.count > 0;
}

/**
 * The finished run of the same account and scope that came before this one and has a window as long (within a
 * twentieth; of days that somebody chose: the same days), if there is one: figures of other windows do not
 * compare.
 */
export async function runBefore(
  sql: Queryable,
  { id, accountId, scope, windowFrom, windowTo }: Before,
): Promise<Run | null> {
  // Each sweep is of other days: their figures do not compare.
  if (scope === 'sweep') return null;
  const length = (windowTo.getTime() - windowFrom.getTime()) / 1000;
  const [row] = await sql<Run[]>`
    ${runRows(sql)}
    where runs.account_id = ${accountId} and runs.scope = ${scope} and runs.state = 'finished'
      and runs.id < ${id}
      and abs(extract(epoch from runs.window_to - runs.window_from) - ${length}::numeric)
        <= ${length / COMPARABLE}::numeric
      ${scope === 'window' ? sql`and runs.window_from = ${windowFrom}` : sql``}
    order by runs.id desc limit 1`;
  return row ?? null;
}

type Before = Pick<Run, 'id' | 'accountId' | 'scope' | 'windowFrom' | 'windowTo'>;

const COMPARABLE = 20;

/** How the list that is sorted by change went the last time that a run asked for it; null where none did. */
export async function lastChanges(sql: Queryable, accountId: number): Promise<Run['changes']> {
  const [last] = await sql<Pick<Run, 'changes'>[]>`
    select changes from runs where account_id = ${accountId} and changes is not null order by id desc
    limit 1`;
  return last?.changes ?? null;
}

/** Newest first; `before` is the id of the last one on the page before. */
export async function runs(
  sql: Sql,
  filter: { accountId: number; before?: bigint | undefined; limit: number },
): Promise<Run[]> {
  return inOrder<Run[]>(
    sql,
    (session) => session<Run[]>`
      ${runRows(session)}
      where runs.account_id = ${filter.accountId}
        ${filter.before === undefined ? session`` : session`and runs.id < ${filter.before}`}
      order by runs.id desc limit ${filter.limit}`,
  );
}

/** The runs that failed from `since` on, newest first; what each of them said stands in `message`. */
export async function failedRuns(
  sql: Queryable,
  { accountId, since, limit }: { accountId: number; since: Date; limit: number },
): Promise<Pick<Run, 'id' | 'scope' | 'message' | 'queuedAt' | 'finishedAt'>[]> {
  return sql<Pick<Run, 'id' | 'scope' | 'message' | 'queuedAt' | 'finishedAt'>[]>`
    select id, scope, message, queued_at, finished_at from (
      -- Where none has failed, not every run there ever was is looked at.
      select * from runs where account_id = ${accountId} order by id desc limit ${RUNS_LOOKED_AT}
    ) as lately
    where state = 'failed' and queued_at >= ${since}
    order by id desc limit ${limit}`;
}

const RUNS_LOOKED_AT = 1000;

/** Runs that are queued, or that call themselves running. */
export async function unfinishedRuns(sql: Queryable): Promise<bigint[]> {
  const rows = await sql<
    { id: bigint }[]
  >`select id from runs where state in ('queued', 'running') order by id`;
  return rows.map(({ id }) => id);
}

/**
 * Runs that nobody works on though they are not over: their job was given up, or they never had one (a
 * program was interrupted). None whose account is locked by a run under way, and none that was queued just
 * now.
 */
export async function abandonedRuns(sql: Queryable): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select id from runs
    where state in ('queued', 'running') and greatest(queued_at, started_at) < now() - interval '5 minutes'
      and not ${isWorkedOn(sql)}
    order by id`;
  return rows.map(({ id }) => id);
}

/** Whether a run of the row's account goes on somewhere. */
function isWorkedOn(sql: Queryable) {
  return sql`exists (
    select from pg_locks
    where locktype = 'advisory' and classid = ${LOCK.run}::oid and objid = account_id::oid
      and database = (select oid from pg_database where datname = current_database()))`;
}

const SAME_WINDOW_SECONDS = 3600;

/**
 * The latest run of this window, where it has failed or was interrupted and nobody works on it: it can go on
 * instead of beginning anew. Where the window ends now, one that ended within the last hour is the same: it
 * gets the later end.
 */
export async function unfinishedRunOf(
  sql: Queryable,
  accountId: number,
  { from, to }: Window,
): Promise<bigint | null> {
  const [row] = await sql<{ id: bigint }[]>`
    with latest as (
      select id, state from runs
      where account_id = ${accountId} and not ${isWorkedOn(sql)} and scope = 'window'
        and window_from = to_timestamp(${from})
        and (window_to = to_timestamp(${to}) or (to_timestamp(${to}) > now() - interval '1 minute'
          and window_to between to_timestamp(${to - SAME_WINDOW_SECONDS}) and to_timestamp(${to})))
      order by id desc limit 1
    )
    update runs set window_to = to_timestamp(${to}) from latest
    where runs.id = latest.id and latest.state in ('queued', 'running', 'failed')
    returning runs.id`;
  return row?.id ?? null;
}

/** Asks a run to stop. A queued one is cancelled at once, a running one between two steps. */
export async function cancelRun(sql: Queryable, actor: Actor, id: bigint): Promise<void> {
  const stopped = await sql`
    update runs set state = 'cancelled', finished_at = now(), message = 'cancelled by hand'
    where id = ${id} and state in ('queued', 'running')`;
  if (stopped.count === 0) throw new Refusal('run_over', `run ${id} is over already`, 409);
  await audit(sql, actor, 'run.cancelled', `run:${id}`);
}

function runRows(sql: Queryable) {
  return sql`
    select runs.id, runs.account_id, accounts.slug as account, runs.trigger, runs.scope, people.label
      as person,
      runs.window_from, runs.window_to, runs.state, runs.phase,
      runs.queued_at, runs.started_at, runs.finished_at, runs.message, runs.fault,
      runs.fault,
      slices.done as slices_done, slices.total as slices_total,
      runs.recheck_done, runs.recheck_total,
      case when runs.phase = 'fetch' then slices.seen else runs.seen end as seen,
      runs.matched, runs.expected, runs.unanswered, runs.healed, runs.opened, runs.still_open, runs.closed,
      runs.changes, runs.changes_since, runs.changes_seen,
      case when exists (select from run_slices where run_id = runs.id and is_short) then ${shortageOf(sql)}
        end as short
    from runs
    join accounts on accounts.id = runs.account_id
    left join people on people.id = runs.person_id
    cross join lateral (
      select count(fetched_at)::int as done, count(*)::int as total, coalesce(sum(seen), 0)::int as seen
      from run_slices where run_id = runs.id and not is_short
    ) as slices`;
}

/**
 * A short text that is another one whenever the page of a run would be; empty where there is nothing of it.
 */
export async function runVersion(sql: Queryable, id: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
      select md5(concat_ws(' ', runs::text, slices.done, slices.seen)) as version
      from runs cross join lateral (
        select count(fetched_at) as done, sum(seen) as seen from run_slices where run_id = runs.id
      ) as slices
      where id = ${id}`;
  return row?.version ?? '';
}

/**
 * A short text that is another one whenever the list of an account’s runs would be; empty where there is
 * nothing of it.
 */
export async function runsVersion(sql: Queryable, accountId: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
      select md5(string_agg(run::text, ' ')) as version from (
        select * from runs where account_id = ${accountId} order by id desc limit 20
      ) as run`;
  return row?.version ?? '';
}

/**
 * Whether a run that failed needs no other try: one that the schedule ordered later has finished, whose window begins no
 * later. Only what the schedule orders is so; what people and programs asked for is theirs.
 */
export async function isOvertaken(sql: Queryable, id: bigint): Promise<boolean> {
  const [later] = await sql`
    select from runs join runs as later on later.account_id = runs.account_id and later.id > runs.id
    where runs.id = ${id} and runs.state = 'failed' and runs.trigger = 'schedule'
      and later.state = 'finished' and later.window_from <= runs.window_from
      and later.window_to >= runs.window_to limit 1`;
  return later !== undefined;
}
