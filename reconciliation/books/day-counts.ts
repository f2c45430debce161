import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { dayOf, lastDays } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { type DayDifference, differencesOf } from './day-differences.ts';
import { judgedPayments } from './judged-payments.ts';
import { businessDays } from './totals.ts';

/** How the payments of one business day stand: all that either book holds, and what cannot be read. */
export type DayCounts = {
  day: string;
  payments: number;
  /** Compared, and both books agree; and how many of these since a run healed ours. */
  matched: number;
  healed: number;
  /** Compared, and the books do not agree, or one of them has none. */
  differing: number;
  notCompared: number;
};

/** How the last days stand, where the books differ on the day before today, and what it cost to say so. */
export type CountedDays = {
  /** Oldest first, every day present. */
  days: DayCounts[];
  /** Of the day before the last one (day-differences.ts). */
  differences: DayDifference[];
  /** How many payments had to be looked at one by one. */
  lookedAt: number;
};

/**
 * The last `days` business days of the account's zone, that of `now` included, from one look at their payments. By the
 * books, not by the discrepancies: what a person resolves changes none of it.
 */
export async function countedDays(
  sql: Queryable,
  { id, timeZone }: { id: number; timeZone: string },
  mode: Mode,
  days: number,
  now: Date,
): Promise<CountedDays> {
  const asked = { accountId: id, mode };
  const yesterday = lastDays(2, timeZone, now)[1]?.day ?? '';
  const more = sql`, ((select coalesce(sum(agreeing + cardinality(apart_ids)), 0) from newly_counted)
    + (select count(*) from elements))::int as looked_at, (${differencesOf(sql, asked, yesterday)})
      as differences`;
  const rows = await sql<(DayCounts & Omit<CountedDays, 'days'>)[]>`
    with day as materialized (
      ${businessDays(sql, timeZone, days, now)}
    ), ${countsOf(sql, asked, more)}`;
  const [first] = rows;
  return {
    days: rows.map(({ lookedAt: _, differences: __, ...counts }) => counts),
    differences: first?.differences ?? [],
    lookedAt: first?.lookedAt ?? 0,
  };
}

/** How the payments of one business day stand; `day` is `YYYY-MM-DD` in the account's zone. */
export async function dayCountsOf(
  sql: Queryable,
  { id, timeZone }: { id: number; timeZone: string },
  mode: Mode,
  day: string,
): Promise<DayCounts> {
  const { starts, ends } = dayOf(day, timeZone);
  const [counts] = await sql<DayCounts[]>`
    with day as materialized (
      select ${day}::date as day, ${starts}::timestamptz as starts, ${ends}::timestamptz as ends
    ), ${countsOf(sql, { accountId: id, mode }, sql``)}`;
  if (!counts) throw new Error(`nothing was counted of ${day}`);
  return counts;
}

// What follows the CTE `day` (day, starts, ends); `more` are further columns, which may ask these CTEs.
function countsOf(sql: Queryable, asked: { accountId: number; mode: Mode }, more: Fragment) {
  const { accountId, mode } = asked;
  return sql`${judgedPayments(sql, asked)}, of_quarters as (
      select day, sum(agreeing_inside) as inside, sum(agreeing - agreeing_inside + apart_outside) as outside
      from counted_quarters group by day
    ), of_judged as (
      select day, count(*) filter (where state = 'matched') as matched,
        count(*) filter (where state = 'differs') as differing,
        count(*) filter (where state = 'not_compared') as not_compared,
        count(*) filter (where agrees and is_inside) as inside,
        count(*) filter (where case when agrees then not is_inside else not is_touched end) as outside
      from judged group by day
    ), of_held as (
      select day, count(*) as not_compared from quarantined group by day
    ), healed as (
      select day.day, count(distinct subject) as healed
      from discrepancies as item
      join day on invoice_created_at >= starts and invoice_created_at < ends
      cross join covered
      cross join lateral (
        select from invoices
        where (account_id, id, mode, created_at) = (${accountId}, item.subject, ${mode},
          item.invoice_created_at) limit 1
      ) as ours
      left join judged on (judged.id, judged.created_at) = (item.subject, item.invoice_created_at)
      where item.account_id = ${accountId} and item.mode = ${mode} and resolution = 'healed'
        and coalesce(judged.state = 'matched', invoice_created_at <@ instants)
      group by day.day
    ), summed as (
      select day.day, coalesce(quarters.inside, 0) - coalesce(judged.inside, 0) + coalesce(judged.matched, 0)
        as matched,
        coalesce(healed, 0) as healed, coalesce(judged.differing, 0) as differing,
        coalesce(quarters.outside, 0) - coalesce(judged.outside, 0) + coalesce(judged.not_compared, 0)
          + coalesce(quarantined.not_compared, 0) as not_compared
      from day
      left join of_quarters as quarters using (day)
      left join of_judged as judged using (day)
      left join of_held as quarantined using (day)
      left join healed using (day)
    )
    select day::text as day, (matched + differing + not_compared)::int as payments, matched::int as matched,
      healed::int as healed, differing::int as differing, not_compared::int as not_compared
      ${more}
    from summed order by summed.day`;
}
