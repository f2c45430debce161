import type { Queryable } from '#db/connection.ts';
import { lastDays } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';

/**
 * How many callbacks came on a business day. What was refused counts in either mode: nobody vouches for its
 * own.
 */
export type CallbackDay = { day: string; readable: number; quarantined: number; refused: number };

/**
 * Received and refused callbacks of the last business days, oldest first. Whole hours are taken from the
 * totals; where a day begins within an hour of UTC the rest is counted row by row.
 * @param withUnaddressed also what was refused because it named no account: for those who see all accounts
 */
export async function callbacksByDay(
  sql: Queryable,
  account: { id: number; timeZone: string },
  mode: Mode,
  { count, now, withUnaddressed }: { count: number; now: Date; withUnaddressed: boolean },
): Promise<CallbackDay[]> {
  const days = lastDays(count, account.timeZone, now).toReversed();
  // Look-ups for each day, which no plan turns into one join of all days with all callbacks or totals. Only the index by
  // time gives the order of callbacks, and `mode` is kept from any other.
  const between = (from: string, until: string) => sql`
    select verdict from (
      select mode, verdict from callbacks where account_id = ${account.id}
        and received_at >= days.${sql(from)} and received_at < days.${sql(until)}
      order by received_at, id offset 0
    ) as near where mode = ${mode} offset 0`;
  return sql<CallbackDay[]>`
    with days as (
      select day, starts, ends,
        date_trunc('hour', starts + interval '1 hour' - interval '1 us', 'UTC') as first_hour,
        date_trunc('hour', ends, 'UTC') as last_hour
      from unnest(${days.map(({ day }) => day)}::text[],
        ${days.map(({ starts }) => starts.toISOString())}::timestamptz[],
        ${days.map(({ ends }) => ends.toISOString())}::timestamptz[]) as days(day, starts, ends)
    ), counted as (
      select day, verdict = 'quarantined' as is_quarantined, callbacks
      from days cross join lateral (
        select verdict, callbacks from callback_totals
        where account_id = ${account.id} and mode = ${mode} and hour >= first_hour and hour < last_hour
        offset 0
      ) as total
      union all
      select day, verdict = 'quarantined', 1
      from days cross join lateral (${between('starts', 'first_hour')}) as one
      union all
      select day, verdict = 'quarantined', 1
      from days cross join lateral (${between('last_hour', 'ends')}) as one
    ), received as (
      select day, coalesce(sum(callbacks) filter (where not is_quarantined), 0)::int as readable,
        coalesce(sum(callbacks) filter (where is_quarantined), 0)::int as quarantined
      from counted group by day
    )
    select days.day, coalesce(readable, 0) as readable, coalesce(quarantined, 0) as quarantined,
      (select coalesce(sum(total.refused), 0)::int from refused_totals as total
        where (total.account_id = ${account.id} or (${withUnaddressed} and total.account_id is null))
          and total.quarter >= days.starts and total.quarter < days.ends) as refused
    from days left join received using (day) order by days.starts`;
}
