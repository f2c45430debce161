import { Temporal } from 'temporal-polyfill';
import { FilterRefusal } from '../filter.ts';
import { type BusinessDay, dayOf, type Stretch } from './business-day.ts';

/** The most business days that a report looks at in one go. */
export const MOST_DAYS = 400;

/**
 * The business days `from` to `to` (`YYYY-MM-DD`, both included), in order. @throws FilterRefusal (422) where
 * they are too many
 */
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

/** The day before a `YYYY-MM-DD`. */
export function dayBefore(day: string): string {
  return shifted({ from: day, to: day }, -1).from;
}

/** How many days a range has, both ends included. */
export function lengthOf({ from, to }: DayRange): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days + 1;
}

/** The day of the week of a `YYYY-MM-DD`: 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: string): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** The calendar month of a day, from its first instant to that of the next month. */
export function monthOf(day: string, timeZone: string): Stretch {
  const first = Temporal.PlainDate.from(day).with({ day: 1 });
  const startOf = (date: Temporal.PlainDate) => dayOf(date.toString(), timeZone).starts;
  return { starts: startOf(first), ends: startOf(first.add({ months: 1 })) };
}

/** Instants at which the clocks show one hour of one day. */
export type ClockHour = Stretch & { day: string; hour: number };

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;

/**
 * The hours that the clocks show on these days, in order and without a gap. Where the clocks are put back, an
 * hour is twice as long or comes twice; where they are put forward, one is missing. Zones change by a quarter
 * of an hour at the finest.
 */
export function clockHours(days: readonly BusinessDay[], timeZone: string): ClockHour[] {
  const hourAt = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).hour;
  return days.flatMap(({ day, ...stretch }) => {
    const [starts, ends] = [stretch.starts.getTime(), stretch.ends.getTime()];
    const isUsual =
      ends - starts === 24 * HOUR_MS &&
      [0, 6, 12, 18].every((hour) => hourAt(starts + hour * HOUR_MS) === hour);
    const step = isUsual ? HOUR_MS : QUARTER_MS;
    const found: ClockHour[] = [];
    for (let at = starts; at < ends; at += step) {
      const hour = isUsual ? (at - starts) / HOUR_MS : hourAt(at);
      const before = found.at(-1);
      const until = new Date(Math.min(at + step, ends));
      if (before?.hour === hour) before.ends = until;
      else found.push({ day, hour, starts: new Date(at), ends: until });
    }
    return found;
  });
}

function refusal(value: string, message: string): FilterRefusal {
  return new FilterRefusal([{ name: 'from', value, message }]);
}
