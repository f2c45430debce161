import type { Queryable, Sql } from '#db/connection.ts';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { type Days, latestDue, periodOf } from './periods.ts';
import { orderDelivery, type Schedule, schedulesOf } from './schedules.ts';

/** The latest period of a schedule that is over, whatever its hour. */
export function lastPeriod(
  { period }: Pick<Schedule, 'period'>,
  { timeZone }: Pick<Account, 'timeZone'>,
  now: Date,
): Days {
  const { from, to } = latestDue(period, 0, timeZone, now);
  return { from, to };
}

/** Orders the report of the latest period that is over. Audited. @throws Refusal `unknown_schedule` (404) */
export async function sendNow(
  sql: Sql,
  actor: Actor,
  id: bigint,
  now: Date,
): Promise<{ delivery: bigint; days: Days }> {
  const [row] = await sql<Pick<Schedule, 'period' | 'accountId'>[]>`
    select period, account_id from report_schedules where id = ${id} and removed_at is null`;
  if (!row) throw new Refusal('unknown_schedule', `there is no schedule ${id}`, 404);
  const days = lastPeriod(row, await accountById(sql, row.accountId), now);
  return { delivery: await orderDelivery(sql, actor, id, days), days };
}

/**
 * The schedule of a name, and the period that a day is in, or the latest that is over.
 * @throws Refusal `unknown_schedule` (404)
 */
export async function namedSchedule(
  sql: Queryable,
  account: Account,
  name: string,
  day: string | undefined,
  now: Date,
): Promise<{ schedule: Schedule; days: Days }> {
  const schedule = (await schedulesOf(sql, account.id)).find((one) => one.name === name);
  if (!schedule)
    throw new Refusal('unknown_schedule', `there is no schedule “${name}”: report list names them`, 404);
  return { schedule, days: day ? periodOf(schedule.period, day) : lastPeriod(schedule, account, now) };
}
