import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt, dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';

/** Since when Paymega's side of a day has stood as it is shown: its list was read in parts. */
export type ReadOfDay = {
  /** When the part that was read longest ago was read, and the latest; null where no finished run read any of it. */
  oldest: Date | null;
  newest: Date | null;
  /** Whether every instant of it was read. */
  isWhole: boolean;
};

/** When finished runs last read Paymega's list of the payments created on a day. */
export async function readOfDay(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  day: string,
): Promise<ReadOfDay> {
  const { starts, ends } = dayOf(day, timeZone);
  const [read] = await sql<ReadOfDay[]>`
    select min(read_at) as oldest, max(read_at) as newest,
      coalesce(tstzrange(${starts}, ${ends}) <@ range_agg(tstzrange(compared_from, compared_to)), false)
        as is_whole
    from compared_stretches
    where account_id = ${id} and compared_to > ${starts} and compared_from < ${ends}`;
  return read ?? { oldest: null, newest: null, isWhole: false };
}

/**
 * The first business day that holds a payment whose two sides were not compared; null where there is none.
 * @param lately how the last days stand (countedDays), oldest first: what is not compared of them is known exactly
 */
export async function oldestDayNotCompared(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  lately: readonly { day: string; notCompared: number }[],
): Promise<string | null> {
  const never = await oldestNotCompared(sql, account.id, mode);
  const day = never && dayAt(never, account.timeZone);
  const late = lately.find(({ notCompared }) => notCompared > 0)?.day ?? null;
  const isBefore = day !== null && lately.every((one) => day < one.day);
  return isBefore ? day : late;
}

/**
 * When the oldest payment of our book was created that no finished run has compared, nor Paymega has answered for; null
 * where there is none. What is looked for lies between two stretches that were compared, so that few rows are read.
 */
async function oldestNotCompared(sql: Queryable, accountId: number, mode: Mode): Promise<Date | null> {
  const [oldest] = await sql<{ at: Date | null }[]>`
    with gap as materialized (
      select coalesce(lag(compared_to) over (order by compared_from), '-infinity') as starts, compared_from
        as ends
      from compared_stretches where account_id = ${accountId}
      union all
      select coalesce(max(compared_to), '-infinity'), 'infinity' from compared_stretches
      where account_id = ${accountId}
    )
    select min(payment.created_at) as at from gap cross join lateral (
      select created_at from invoices
      where account_id = ${accountId} and mode = ${mode} and created_at >= starts and created_at < ends
        and not exists (
          select from status_checks
          where (status_checks.account_id, invoice_id) = (${accountId}, invoices.id)
            and outcome in ('found', 'not_found'))
      order by created_at limit 1
    ) as payment
    where starts < ends`;
  return oldest?.at ?? null;
}
