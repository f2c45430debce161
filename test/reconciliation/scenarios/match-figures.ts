import { expect } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { lastDays } from '#identity/accounts/business-day.ts';
import { countedDays } from '#reconciliation/books/day-counts.ts';
import { dayTotals } from '#reconciliation/books/totals.ts';
import { dayReport, tiesOut } from '#reconciliation/reports/day-report.ts';
import { recount } from '../books/recount.ts';

const DAYS_TIED = 3;
const DAY_MS = 86_400_000;

/** The match figures of all days since the first payment are those of a recount; overview and report tie alike. */
export async function expectMatchFigures(sql: Sql, accountId: number): Promise<void> {
  const account = await accountById(sql, accountId);
  const [first] = await sql<{ at: Date | null }[]>`
    select min(created_at) as at from (
      select created_at from invoices where account_id = ${accountId}
      union all select created_at from mirror where account_id = ${accountId}
    ) as payments`;
  const now = new Date();
  const count = Math.ceil((now.getTime() - (first?.at ?? now).getTime()) / DAY_MS) + 2;
  const days = lastDays(count, account.timeZone, now).toReversed();
  for (const mode of ['live', 'test'] as const) {
    expect((await countedDays(sql, account, mode, count, new Date())).days).toEqual(
      await recount(sql, accountId, mode, days),
    );
  }
  const { days: counts } = await countedDays(sql, account, 'live', count, new Date());
  for (const { day } of counts.filter(({ payments }) => payments > 0).slice(-DAYS_TIED)) {
    const ties = (await dayTotals(sql, account, 'live', day)).every((one) => one.ties);
    expect(ties, `the overview of ${day}`).toBe(tiesOut(await dayReport(sql, account, day)));
  }
}
