import { day as calendarDay } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';

/** The day in a path. @throws Refusal (404) */
export function dayParam(text: string | undefined): string {
  const day = calendarDay.refine((date) => date >= '1970-01-01' && date < '9999-01-01').safeParse(text);
  if (!day.success) throw new Refusal('unknown_day', 'There is no such day.', 404);
  return day.data;
}
