import { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { type DayRange, shifted } from '#identity/accounts/day-range.ts';
import { readFilter } from '#identity/filter.ts';
import type { Mode } from '#paymega/mode.ts';
import { REPORT_ADDRESS } from './range.server.ts';

const DAYS_ADDRESS = REPORT_ADDRESS.extend({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11')
    .optional(),
});

const DAYS = 35;

/**
 * The days that the address of a list of days asks for: a month so far, a range, or the last weeks; and its
 * mode.
 */
export function daysAsked(
  request: Request,
  { timeZone }: Pick<Account, 'timeZone'>,
): DayRange & { month: string | null; mode: Mode } {
  const asked = readFilter(DAYS_ADDRESS, new URL(request.url).searchParams);
  const { mode } = asked;
  const today = dayAt(new Date(), timeZone);
  if (asked.month) {
    const from = `${asked.month}-01`;
    const [year = 0, month = 0] = asked.month.split('-').map(Number);
    const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    const isUnderWay = from <= today && today < last;
    return { from, to: isUnderWay ? today : last, month: asked.month, mode };
  }
  const to = asked.to ?? today;
  return { from: asked.from ?? shifted({ from: to, to }, 1 - DAYS).from, to, month: null, mode };
}
