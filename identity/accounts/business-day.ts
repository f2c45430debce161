import { Temporal } from 'temporal-polyfill';

/** A stretch of instants: `starts` included, `ends` excluded. */
export type Stretch = { starts: Date; ends: Date };

/** A business day, `YYYY-MM-DD` on an account's clocks, and the instants that belong to it. */
export type BusinessDay = Stretch & { day: string };

/** The days `Names` of a filter, `YYYY-MM-DD`; where there is one, the zone on whose clocks it is counted, too. */
export type DaysOfFilter<Names extends string> =
  | ({ [name in Names]?: undefined } & { timeZone?: string | undefined })
  | ({ [name in Names]?: string | undefined } & { timeZone: string });

/**
 * The first instant at which the clocks of `timeZone` show `day` (`YYYY-MM-DD`). Midnight may come twice, or never:
 * this is the earlier one, or the moment at which the clocks leap over it. Counted here and never by the database,
 * because times are shown by this process's clocks, and the database's own may know other zones and other changes.
 */
export function startOfDay(day: string, timeZone: string): Date {
  return instantOf(Temporal.PlainDate.from(day), timeZone);
}

/** The instants of a day; they may be 23, 25 or other hours long. */
export function dayOf(day: string, timeZone: string): BusinessDay {
  const date = Temporal.PlainDate.from(day);
  return { day, starts: instantOf(date, timeZone), ends: instantOf(date.add({ days: 1 }), timeZone) };
}

/** The last `count` business days, the one of `now` included, newest first. */
export function lastDays(count: number, timeZone: string, now: Date): BusinessDay[] {
  const today = dateAt(now, timeZone);
  return Array.from({ length: count }, (_, back) =>
    dayOf(today.subtract({ days: back }).toString(), timeZone),
  );
}

/** The instant at which the clocks show the full `hour` of the day of `now` and its neighbours, in order. */
export function hourOfNearDays(hour: number, timeZone: string, now: Date): Date[] {
  const today = dateAt(now, timeZone);
  return [-1, 0, 1].map((days) => {
    const at = today.add({ days }).toPlainDateTime({ hour });
    return new Date(at.toZonedDateTime(timeZone).epochMilliseconds);
  });
}

/** The zones of the IANA list that an account may be kept by, UTC first. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/'))];
}

/** Whether it names a zone of the IANA list, under its present name or an earlier one. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The day that the clocks show at an instant. */
export function dayAt(at: Date, timeZone: string): string {
  return dateAt(at, timeZone).toString();
}

const PLAIN_DAY_MS = 86_400_000;

/**
 * The same for many instants of some days: what is within a day on which no clock was changed is of that day, without
 * another look at the calendar.
 */
export function daysOfInstants(timeZone: string): (at: Date) => string {
  // By the days of UTC that they touch.
  const known = new Map<number, { from: number; day: string }[]>();
  return (at) => {
    const ms = at.getTime();
    for (const { from, day } of known.get(Math.floor(ms / PLAIN_DAY_MS)) ?? [])
      if (ms >= from && ms < from + PLAIN_DAY_MS) return day;
    const day = dayAt(at, timeZone);
    const { starts, ends } = dayOf(day, timeZone);
    const from = starts.getTime();
    if (ends.getTime() - from !== PLAIN_DAY_MS) return day;
    const touched = new Set([from, from + PLAIN_DAY_MS - 1].map((one) => Math.floor(one / PLAIN_DAY_MS)));
    for (const place of touched) known.set(place, [...(known.get(place) ?? []), { from, day }]);
    return day;
  };
}

function dateAt(at: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

function instantOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime({ timeZone }).epochMilliseconds);
}
