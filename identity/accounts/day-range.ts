import { Temporal } from 'temporal-polyfill';
import { FilterRefusal } from '../filter.ts';
import { type BusinessDay, dayOf, type Stretch } from './business-day.ts';

/** The most business days that a report looks at in one go. */
export const MOST_DAYS = 400;

/** The business days `from` to `to` (`YYYY-MM-DD`, both included), in order. @throws FilterRefusal (422) where they are too many */
export function daysOfRange({ from, to }: DayRange, timeZone: string): BusinessDay[] {
  const [first, last] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to)];
  const count = first.until(last, { largestUnit: 'days' }).days + 1;
  if (count < 1) throw refusal(from, `must not be after to, which is ${to}`);
  if (count > MOST_DAYS) throw refusal(from, `must be at most ${MOST_DAYS} days before to, which is ${to}`);
  return Array.from({ length: count }, (_, after) => dayOf(first.add({ days: after }).toString(), timeZone));
}

export type DayRange = { from: string; to: string };

/** The same range so many days later, or earlier where the number is below nothing. */
export function shifted({ from, to }: DayRange, days: number): DayRange {
  const later = (day: string) => Temporal.PlainDate.from(day).add({ days }).toString();
  return { from: later(from), to: later(to) };
}

/** The calendar month of a day, from its first instant to that of the next month. */
export function monthOf(day: string, timeZone: string): Stretch {
  const first = Temporal.PlainDate.from(day).with({ day: 1 });
  const startOf = (date: Temporal.PlainDate) => dayOf(date.toString(), timeZone).starts;
  return { starts: startOf(first), ends: startOf(first.add({ months: 1 })) };
}

function refusal(value: string, message: string): FilterRefusal {
  return new FilterRefusal([{ name: 'from', value, message }]);
}
