import { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { day, readFilter } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import { PAGE_ADDRESS } from '../../forms/page-address.ts';

const RANGE_ADDRESS = PAGE_ADDRESS.extend({
  from: day.optional(),
  to: day.optional(),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
    .optional(),
});

const DAYS = 35;
const MOST_DAYS = 400;

/** The days that the address of a list of days asks for: a month, a range, or the last weeks. `YYYY-MM-DD`, both included. */
export type Range = { from: string; to: string; month: string | null };

/** @throws Refusal `bad_range` (422) where the range ends before it begins, or is too long */
export function rangeOf(request: Request, { timeZone }: Pick<Account, 'timeZone'>): Range {
  const asked = readFilter(RANGE_ADDRESS, new URL(request.url).searchParams);
  const today = dayAt(new Date(), timeZone);
  if (asked.month) {
    const [year = 0, month = 0] = asked.month.split('-').map(Number);
    const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
    const [to = today] = [last, today].toSorted();
    return { from: `${asked.month}-01`, to, month: asked.month };
  }
  const to = asked.to ?? today;
  const from = asked.from ?? daysBefore(to, DAYS - 1);
  if (from > to) throw new Refusal('bad_range', `the range ends on ${to}, before it begins on ${from}`, 422);
  if (from < daysBefore(to, MOST_DAYS - 1))
    throw new Refusal('bad_range', `choose at most ${MOST_DAYS} days; this range is longer`, 422);
  return { from, to, month: null };
}

function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}
