import { Temporal } from 'temporal-polyfill';
import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { lastDays } from '#identity/accounts/business-day.ts';

const DAYS = 8;

/**
 * The days of the last week that nobody has closed by `closeBy` (HH:MM on the account's clocks) of the day after, oldest
 * first; those alone whose time came after `since`. A day that waits for a second person is not closed yet.
 */
export async function daysNotClosed(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  closeBy: string,
  { since, now }: { since: Date; now: Date },
): Promise<string[]> {
  const due = lastDays(DAYS, timeZone, now)
    .map(({ day }) => day)
    .filter((day) => {
      const at = deadlineOf(day, closeBy, timeZone);
      return at > since.getTime() && at <= now.getTime();
    });
  const rows = await sql<{ day: string }[]>`
    select day::text from unnest(${due}::date[]) as due(day)
    where not exists (
      select from day_closes as close where close.account_id = ${id} and close.day = due.day
        and reopened_at is null and (not needs_second or confirmed_at is not null))
    order by due.day`;
  return rows.map(({ day }) => day);
}

function deadlineOf(day: string, closeBy: string, timeZone: string): number {
  const next = Temporal.PlainDate.from(day).add({ days: 1 });
  return next.toPlainDateTime(Temporal.PlainTime.from(closeBy)).toZonedDateTime(timeZone).epochMilliseconds;
}
