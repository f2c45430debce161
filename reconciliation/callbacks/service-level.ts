import type { Queryable } from '#db/connection.ts';
import type { Mode } from '#paymega/mode.ts';
import { type DelayStep, delayAt } from './delays.ts';

/** How well Paymega's callbacks told us, over some days. Delays are seconds from a state's `updated` to its receipt. */
export type ServiceLevel = {
  received: number;
  quarantined: number;
  refused: number;
  /** What was told again though we knew it. */
  repeated: number;
  /** Attempts after the first: Paymega numbers that one 1 (paymega/attempts.ts). */
  retried: number;
  medianDelay: number | null;
  slowestTwentieth: number | null;
  /** Invoices of these days that reached a final status, and those of which our asking told us before a callback did. */
  final: number;
  unreported: number;
  lastReceivedAt: Date | null;
  /** The newest invoice of ours, whoever told of it: payments go on, though no callback may come. */
  lastCreatedAt: Date | null;
};

/**
 * The callbacks of the last `days` days, and what they left out; the window begins at a full hour. A
 * stale callback (one of a state long past) says nothing of the delay, so only those that brought something new count
 * for it.
 */
export async function serviceLevel(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  days: number,
  now: Date,
): Promise<ServiceLevel> {
  const since = sql`${now}::timestamptz - make_interval(days => ${days}::int)`;
  const [level] = await sql<
    (Omit<ServiceLevel, 'medianDelay' | 'slowestTwentieth'> & { delays: DelayStep[] })[]
  >`
    with received as (
      select verdict, is_retry, delay_step, sum(callbacks)::int as callbacks from callback_totals
      where account_id = ${accountId} and mode = ${mode} and hour > ${since}
      group by verdict, is_retry, delay_step
    ), reported as (
      select coalesce(sum(final), 0)::int as final, coalesce(sum(unreported), 0)::int as unreported
      from book_totals
      where account_id = ${accountId} and book = 'ours' and mode = ${mode}
        and quarter > ${since} and quarter < ${now}::timestamptz - interval '1 hour'
    ), last as (
      select max(hour) as hour from callback_totals where account_id = ${accountId} and mode = ${mode}
    )
    select (select coalesce(sum(callbacks), 0)::int from received) as received,
      (select coalesce(sum(callbacks), 0)::int from received where verdict = 'quarantined') as quarantined,
      (select coalesce(sum(refused), 0)::int from refused_totals
        where account_id = ${accountId} and quarter > ${since}) as refused,
      (select coalesce(sum(callbacks), 0)::int from received where verdict = 'same') as repeated,
      (select coalesce(sum(callbacks), 0)::int from received where is_retry) as retried,
      (select coalesce(jsonb_agg(jsonb_build_object('step', step, 'count', count) order by step), '[]') from (
        select delay_step as step, sum(callbacks) as count from received where delay_step >= 0
        group by delay_step
      ) as steps) as delays,
      reported.final, reported.unreported,
      (select max(received_at) from callbacks where account_id = ${accountId} and mode = ${mode}
        and received_at >= last.hour and received_at < last.hour + interval '1 hour') as last_received_at,
      (select max(created_at) from invoices where account_id = ${accountId} and mode = ${mode})
        as last_created_at
    from reported cross join last`;
  if (!level) throw new Error('nothing is known of the callbacks');
  const { delays, ...counts } = level;
  return { ...counts, medianDelay: delayAt(delays, 0.5), slowestTwentieth: delayAt(delays, 0.95) };
}
