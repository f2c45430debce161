import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { DayRange } from '#identity/accounts/day-range.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { closeDay, isClean } from './day-close.ts';
import { dayState } from './day-report.ts';
import { bookedDays } from './days.ts';
import { moneyDigest, moneyReport } from './money-report.ts';

/** A day that can be closed without a word, and the digest of what would be signed. */
export type CleanDay = { day: string; seen: string };

/**
 * The days of a range that are over, compared, not signed, and have nothing open and no difference; and how
 * many of those that are not signed are not clean.
 */
export async function cleanDays(
  sql: Queryable,
  account: Account,
  range: DayRange,
): Promise<{ clean: CleanDay[]; others: string[] }> {
  const rows = await bookedDays(sql, account, range);
  const clean: CleanDay[] = [];
  const others: string[] = [];
  for (const { day, isOver, isCompared, state, unresolved } of rows) {
    if (!isOver || state !== 'open') continue;
    const seen = isCompared && unresolved === 0 ? await seenIfClean(sql, account, day) : null;
    if (seen === null) others.push(day);
    else clean.push({ day, seen });
  }
  return { clean, others };
}

async function seenIfClean(sql: Queryable, account: Account, day: string): Promise<string | null> {
  const [state, report] = await Promise.all([
    dayState(sql, account, day),
    moneyReport(sql, account, 'live', day),
  ]);
  return state.runId !== null && isClean(state, report) ? moneyDigest(report) : null;
}

/**
 * Closes days that somebody was shown as clean, one after the other; each is audited by itself. One that has changed
 * meanwhile is left open.
 * @returns the days that were closed, and those that were not, with the reason
 */
export async function closeCleanDays(
  sql: Sql,
  actor: Extract<Actor, { kind: 'person' }>,
  account: Account,
  days: readonly CleanDay[],
): Promise<{ closed: string[]; left: { day: string; reason: string }[] }> {
  const closed: string[] = [];
  const left: { day: string; reason: string }[] = [];
  for (const { day, seen } of days) {
    try {
      await closeDay(sql, actor, account, day, '', seen);
      closed.push(day);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      left.push({ day, reason: error.message });
    }
  }
  return { closed, left };
}
