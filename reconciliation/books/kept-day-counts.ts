import type { Sql } from '#db/connection.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { type CountedDays, countedDays } from './day-counts.ts';

/** How the payments of the last days stand, and when that was counted. */
export type KeptDays = Omit<CountedDays, 'lookedAt'> & { countedAt: Date };
export type KeptDayCounts = (
  account: { id: number; timeZone: string },
  mode: Mode,
  days: number,
  now: Date,
) => Promise<KeptDays>;

/** For how many payments looked at one by one what was counted is kept. */
const MANY = 5_000;
/** It is kept for so many times as long as it took: readers, however many, keep one core busy a tenth of the time. */
const KEPT_TIMES = 9;

/**
 * Counts the last days (countedDays) for all who ask. Where a great many payments come within minutes each of them is looked
 * at, which may take a second: then what was just counted is said again for a while, with the time when it was. Holds
 * state; main.ts makes it.
 * @param many from how many payments on
 * @param clock milliseconds of a clock that does not jump
 */
export function createDayCounts(
  sql: Sql,
  many = MANY,
  clock: () => number = () => performance.now(),
): KeptDayCounts {
  // Of those whose last count was of many; `until` is unknown while it is counted anew.
  const kept = new Map<string, { today: string; until: number | null; counted: Promise<KeptDays> }>();

  async function count(key: string, today: string, ...asked: Parameters<KeptDayCounts>) {
    const [began, countedAt] = [clock(), new Date()];
    try {
      const { lookedAt, ...found } = await countedDays(sql, ...asked);
      const counted = { ...found, countedAt };
      const until = clock() + (clock() - began) * KEPT_TIMES;
      if (lookedAt < many) kept.delete(key);
      else kept.set(key, { today, until, counted: Promise.resolve(counted) });
      return counted;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  }

  return (account, mode, days, now) => {
    const key = JSON.stringify([account.id, account.timeZone, mode, days]);
    const today = dayAt(now, account.timeZone);
    const known = kept.get(key);
    if (known?.today === today && (known.until === null || clock() < known.until)) return known.counted;
    const counted = count(key, today, account, mode, days, now);
    if (known) kept.set(key, { today, until: null, counted });
    return counted;
  };
}
