import { Temporal } from 'temporal-polyfill';
import type { REPORT_PERIODS } from '#db/values.ts';

export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** The days that a report is of, `YYYY-MM-DD`, both included. */
export type Days = { from: string; to: string };

/**
 * The latest period that was over by `now`, with the hour after it reached on the clocks of `timeZone`, and when that was.
 * Where the clocks leap over the hour it is the moment after; where they show it twice, the first.
 */
export function latestDue(
  period: ReportPeriod,
  hour: number,
  timeZone: string,
  now: Date,
): Days & { dueAt: Date } {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  let next = startOf(period, today);
  for (;;) {
    const at = next.toPlainDateTime({ hour }).toZonedDateTime(timeZone);
    if (at.epochMilliseconds <= now.getTime())
      return { ...before(period, next), dueAt: new Date(at.epochMilliseconds) };
    next = startOf(period, next.subtract({ days: 1 }));
  }
}

/** The period that a day is in. */
export function periodOf(period: ReportPeriod, day: string): Days {
  const from = startOf(period, Temporal.PlainDate.from(day));
  return { from: from.toString(), to: from.add(LENGTH[period]).subtract({ days: 1 }).toString() };
}

const LENGTH = { day: { days: 1 }, week: { days: 7 }, month: { months: 1 } } as const;

function startOf(period: ReportPeriod, day: Temporal.PlainDate): Temporal.PlainDate {
  if (period === 'day') return day;
  // Weeks begin on Monday.
  return period === 'week' ? day.subtract({ days: day.dayOfWeek - 1 }) : day.with({ day: 1 });
}

function before(period: ReportPeriod, next: Temporal.PlainDate): Days {
  return { from: next.subtract(LENGTH[period]).toString(), to: next.subtract({ days: 1 }).toString() };
}
