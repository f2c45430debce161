import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { Window } from './window.ts';

type Swept = Pick<Account, 'id' | 'timeZone' | 'deepDays' | 'sweepDays'>;

// So that a few nights that fail do not make any day older than a month.
const NIGHTS_A_ROUND = 26;
const MONTH = '31 days';
const FAILED_RESTS = '40 hours';

/**
 * The part of what is older than the nightly window that tonight's sweep compares: the day that no run has compared for
 * the longest time, and as many beside it as make every day come round within a month. What was not compared at all
 * within a month comes first, from the youngest day on; then what was, from the oldest on, together with the days that
 * have left the nightly window since. Days whose sweep has just failed wait for a night: they keep back no others.
 * @returns null where nothing is older, or wanted
 */
export async function nextSweep(sql: Queryable, account: Swept, now: Date): Promise<Window | null> {
  const older = account.sweepDays - account.deepDays;
  if (older <= 0) return null;
  const others = Math.ceil(older / NIGHTS_A_ROUND) - 1;
  const [window] = await sql<Window[]>`
    with day as materialized (
      select *, (compared_at at time zone ${account.timeZone})::date as night from (
        ${daysOf(sql, account, now, account.deepDays, 'in_any_part')}
      ) as day
    ), first as (
      select day.* from day
      where not exists (
        select from runs
        where account_id = ${account.id} and scope = 'sweep' and state in ('failed', 'cancelled')
          and queued_at > ${now}::timestamptz - ${FAILED_RESTS}::interval
          and window_from < day.ends and window_to > day.starts)
      order by night nulls first, case when night is null then ago else -ago end limit 1
    )
    select extract(epoch from min(day.starts))::float8 as from, extract(epoch from max(day.ends))::float8
      as to
    from first join day on case when first.night is null
      then day.ago between first.ago and first.ago + ${others}
      else day.ago between first.ago - ${others} and first.ago end
    having count(*) > 0`;
  return window ?? null;
}

/** The oldest day that no run has compared within a month; null where every day of the sweep was. */
export type OldestDay = { day: string; days: number };

/**
 * How far the comparison lags behind: the oldest business day, as far back as the account's sweep reaches, that no run
 * has compared as a whole within the last 31 days, and how many such days there are. A run whose list was short of
 * something of a day has not compared that day.
 */
export async function oldestDayNotSwept(
  sql: Queryable,
  account: Swept,
  now: Date,
): Promise<OldestDay | null> {
  const [oldest] = await sql<{ day: string | null; days: number }[]>`
    select min(day)::text as day, count(*)::int as days from (
      ${daysOf(sql, account, now, 1, 'as_a_whole')}
    ) as day where compared_at is null`;
  return oldest?.day ? { day: oldest.day, days: oldest.days } : null;
}

/**
 * The business days that are over, from `youngest` days ago to as far back as the sweep (or the nightly window) reaches,
 * each with when a run last compared all of it within the last 31 days; `as_a_whole`: one whose list was short of nothing of
 * it. The runs, some sixty, are read once, and not for each of four hundred days.
 */
function daysOf(
  sql: Queryable,
  { id, timeZone, deepDays, sweepDays }: Swept,
  now: Date,
  youngest: number,
  compared: 'in_any_part' | 'as_a_whole',
): Fragment {
  const isShort = sql`exists (
    select from short where run_id = wide.id and slice_from < ends and slice_to > starts)`;
  return sql`
    with wide as materialized (
      select id, window_from, window_to, finished_at from runs
      where account_id = ${id} and state = 'finished' and scope <> 'recent'
        and finished_at > ${now}::timestamptz - ${MONTH}::interval
      -- In the order of the index that holds these alone: the recent runs are a hundred times as many.
      order by account_id, finished_at
    ), short as materialized (
      select run_id, slice_from, slice_to from run_slices
      where run_id = any(array(select id from wide)) and is_short
    )
    select day, ago, starts, ends, (
      select max(wide.finished_at) from wide
      where window_from <= starts and window_to >= ends
        ${compared === 'as_a_whole' ? sql`and not ${isShort}` : sql``}
    ) as compared_at
    from (
      select day, ago, day::timestamp at time zone ${timeZone} as starts,
        (day + 1)::timestamp at time zone ${timeZone} as ends
      from (
        select ago, (${now}::timestamptz at time zone ${timeZone})::date - ago as day
        from generate_series(${youngest}::int, ${Math.max(deepDays, sweepDays)}::int) as ago
      ) as counted
    ) as span`;
}
