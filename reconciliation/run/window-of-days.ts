import type { Queryable } from '#db/connection.ts';
import type { Account } from '../accounts.ts';
import { day } from '../filter.ts';
import { Refusal } from '../refusal.ts';
import { closedWindow, type Window } from './window.ts';

/**
 * Business days, `YYYY-MM-DD` in the account's zone and both included, as a window of creation times that ends a little
 * before now.
 * @throws Refusal `bad_day` where one is no day, `empty_window`
 */
export async function windowOfDays(
  sql: Queryable,
  { timeZone }: Pick<Account, 'timeZone'>,
  days: { from: string; to: string },
  now: Date,
): Promise<Window> {
  for (const one of [days.from, days.to]) {
    if (!day.safeParse(one).success)
      throw new Refusal('bad_day', `“${one.slice(0, 40)}” is not a day: write YYYY-MM-DD`);
  }
  const [window] = await sql<Window[]>`
    select extract(epoch from ${days.from}::date::timestamp at time zone ${timeZone})::float8 as from,
      extract(epoch from (${days.to}::date + 1)::timestamp at time zone ${timeZone})::float8 as to`;
  if (!window || window.from >= window.to)
    throw new Refusal('empty_window', 'The first day is after the last one.');
  const closed = closedWindow(window, Math.floor(now.getTime() / 1000));
  if (closed.from >= closed.to) throw new Refusal('empty_window', 'These days are still to come.');
  return closed;
}
