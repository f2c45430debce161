import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf, startOfDay } from '#identity/accounts/business-day.ts';
import { day } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import { closedWindow, type Window } from './window.ts';

/**
 * Business days, `YYYY-MM-DD` in the account's zone and both included, as a window of creation times that ends a little
 * before now.
 * @throws Refusal `bad_day` where one is no day, `empty_window`
 */
export function windowOfDays(
  { timeZone }: Pick<Account, 'timeZone'>,
  days: { from: string; to: string },
  now: Date,
): Window {
  for (const one of [days.from, days.to]) {
    if (!day.safeParse(one).success)
      throw new Refusal('bad_day', `“${one.slice(0, 40)}” is not a day: write YYYY-MM-DD`);
  }
  const seconds = (at: Date) => at.getTime() / 1000;
  const window = {
    from: seconds(startOfDay(days.from, timeZone)),
    to: seconds(dayOf(days.to, timeZone).ends),
  };
  if (window.from >= window.to) throw new Refusal('empty_window', 'The first day is after the last one.');
  const closed = closedWindow(window, Math.floor(now.getTime() / 1000));
  if (closed.from >= closed.to) throw new Refusal('empty_window', 'These days are still to come.');
  return closed;
}
