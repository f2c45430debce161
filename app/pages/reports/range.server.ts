import { dayAt } from '#identity/accounts/business-day.ts';
import { type DayRange, dayBefore, shifted } from '#identity/accounts/day-range.ts';
import { day, text } from '#identity/filter.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

/** What the address of a report over days may say. */
export const REPORT_ADDRESS = PAGE_ADDRESS.extend({ from: day.optional(), to: day.optional() });

/** The service of an address: `none` is that of payments of which no service was told. */
export const serviceAsked = text.transform((service) => (service === 'none' ? null : service));

/** The range of an address; where it names none, the last `count` days that are over, or the month so far. */
export function rangeAsked(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
  otherwise: { lastDays: number } | 'month',
): DayRange {
  const today = dayAt(new Date(), timeZone);
  const last =
    to ?? (otherwise === 'month' || (from !== undefined && from >= today) ? today : dayBefore(today));
  if (from !== undefined) return { from, to: last };
  if (otherwise === 'month') return { from: `${last.slice(0, 7)}-01`, to: last };
  return { from: shifted({ from: last, to: last }, 1 - otherwise.lastDays).from, to: last };
}
