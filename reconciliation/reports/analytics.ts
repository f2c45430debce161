import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { type DayRange, lengthOf, shifted, weekdayOf } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Counted, countedTotals, countRange, type RawTotals } from './analytics-counts.ts';
import { type Durations, durationsOf } from './durations.ts';
import { NOTHING, plusTotals, type Totals, totalsOf } from './totals-of-range.ts';

/**
 * How the payments of one currency went in a range of business days, by our book and their day of creation.
 */
export type CurrencyAnalytics = {
  currency: string;
  totals: Totals;
  /**
   * The window of as many days right before it, and the one of the same weekdays; null where nothing was in
   * it.
   */
  before: Totals | null;
  sameWeekdays: Totals | null;
  services: { service: string | null; totals: Totals }[];
  /** Payments that failed for good, by what Paymega said of why; null where it said nothing. */
  declines: { service: string | null; resolution: string | null; failed: number }[];
  /** From creation to the final state, in whole seconds. */
  durations: { paid: Durations; failed: Durations };
  days: { day: string; totals: Totals }[];
  /** 1 is Monday. */
  weekdays: { weekday: number; days: number; totals: Totals }[];
  /** By the account's clocks, 0 to 23. */
  hours: { hour: number; totals: Totals }[];
};

export type Analytics = {
  before: DayRange;
  /** The same weekdays, whole weeks earlier; the window before where that has them already. */
  sameWeekdays: DayRange;
  /** The day of the oldest payment of our book, in any currency; null where it has none. */
  bookBegins: string | null;
  currencies: CurrencyAnalytics[];
};

/**
 * How the payments created on a range of business days went, currency by currency: what the report of each of
 * its days says of our book, added up, and more.
 * @throws FilterRefusal (422) where the days are too many, or in the wrong order
 */
export async function analytics(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  { mode, currency, ...range }: DayRange & { mode: Mode; currency?: string | undefined },
): Promise<Analytics> {
  const length = lengthOf(range);
  const before = shifted(range, -length);
  const sameWeekdays = shifted(range, -7 * Math.ceil(length / 7));
  const of = { mode, currency };
  const counted = await countRange(sql, account, { ...of, ...range });
  const earlier = await countedTotals(sql, account, of, [before, sameWeekdays]);
  const found = [...new Set([...counted.days.keys(), ...earlier.map((one) => one.currency)])].toSorted();
  const currencies = found.map((code) => {
    const exponent =
      counted.exponents.get(code) ?? earlier.find((one) => one.currency === code)?.exponent ?? 0;
    const totals = (raw: RawTotals) => totalsOf(raw, code, exponent);
    const earlierOf = (window: number) => {
      const own = earlier.find((one) => one.window === window && one.currency === code);
      return own ? totals(own) : null;
    };
    return {
      currency: code,
      before: earlierOf(0),
      sameWeekdays: earlierOf(1),
      ...within(counted, code, totals),
    };
  });
  return { before, sameWeekdays, bookBegins: await firstDay(sql, account, mode), currencies };
}

/** The business day of the oldest payment of our book; null where it has none. */
export async function firstDay(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
): Promise<string | null> {
  const [first] = await sql<{ createdAt: Date }[]>`
    select created_at from invoices where account_id = ${id} and mode = ${mode} order by created_at limit 1`;
  return first ? dayAt(first.createdAt, timeZone) : null;
}

type Within = Omit<CurrencyAnalytics, 'currency' | 'before' | 'sameWeekdays'>;

function within(counted: Counted, code: string, totals: (raw: RawTotals) => Totals): Within {
  const byDay = counted.days.get(code) ?? new Map<string, RawTotals>();
  const byHour = counted.hours.get(code) ?? new Map<number, RawTotals>();
  const days = counted.range.map((day) => ({ day, raw: byDay.get(day) ?? NOTHING }));
  const weekdays = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    const own = days.filter(({ day }) => weekdayOf(day) === weekday);
    const sum = own.reduce((all, { raw }) => plusTotals(all, raw), NOTHING);
    return own.length === 0 ? [] : [{ weekday, days: own.length, totals: totals(sum) }];
  });
  return {
    totals: totals(days.reduce((all, { raw }) => plusTotals(all, raw), NOTHING)),
    services: (counted.services.get(code) ?? []).map(({ service, raw }) => ({
      service,
      totals: totals(raw),
    })),
    declines: (counted.declines.get(code) ?? []).toSorted((a, b) => b.failed - a.failed),
    durations: {
      paid: durationsOf(counted.seconds.get(`${code} paid`) ?? []),
      failed: durationsOf(counted.seconds.get(`${code} failed`) ?? []),
    },
    days: days.map(({ day, raw }) => ({ day, totals: totals(raw) })),
    weekdays,
    hours: Array.from({ length: 24 }, (_, hour) => ({ hour, totals: totals(byHour.get(hour) ?? NOTHING) })),
  };
}
