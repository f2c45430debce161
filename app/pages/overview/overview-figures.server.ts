import type { Account } from '#identity/accounts/accounts.ts';
import { lastDays } from '#identity/accounts/business-day.ts';
import { overviewOrder } from '#identity/people/start-page.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import type { Mode } from '#paymega/mode.ts';
import { oldestDayNotCompared } from '#reconciliation/books/compared.ts';
import { dayTotals, pendingByAge } from '#reconciliation/books/totals.ts';
import { serviceLevel } from '#reconciliation/callbacks/service-level.ts';
import { nextRuns } from '#reconciliation/comparison/due.ts';
import { failedRuns, runs } from '#reconciliation/comparison/runs.ts';
import { oldestDayNotSwept } from '#reconciliation/comparison/sweep.ts';
import { openKinds } from '#reconciliation/discrepancies/open-kinds.ts';
import { closingNow } from '#reconciliation/reports/days.ts';
import { volumesOfDay, volumesSoFar } from '#reconciliation/reports/volumes.ts';
import type { Context } from '../../context.ts';

const DAYS = 30;
/** Of so many days failed runs are listed, and as many at the most. */
const FAILED_DAYS = 7;
const FAILED_AT_MOST = 5;
const DAY_MS = 86_400_000;

/** All that the overview of an account shows, in the order of whoever looks at it. */
export async function overviewFigures(
  { sql, dayCounts }: Pick<Context, 'sql' | 'dayCounts'>,
  person: { id: number; role: Role },
  account: Account,
  mode: Mode,
  now: Date,
) {
  const yesterday = lastDays(2, account.timeZone, now)[1]?.day ?? '';
  const failedSince = new Date(now.getTime() - FAILED_DAYS * DAY_MS);
  const failed = { accountId: account.id, since: failedSince, limit: FAILED_AT_MOST };
  const counting = dayCounts(account, mode, DAYS, now);
  const [{ days, countedAt }, order, open, pending, totals, ofYesterday, ofToday] = await Promise.all([
    counting,
    overviewOrder(sql, person),
    openKinds(sql, { accountId: account.id, mode }),
    pendingByAge(sql, account.id, mode),
    dayTotals(
      sql,
      account,
      mode,
      yesterday,
      counting.then(({ differences }) => differences),
    ),
    volumesOfDay(sql, account, mode, yesterday),
    volumesSoFar(sql, account, mode, now),
  ]);
  const [level, [lastRun], lately, next, oldestNotCompared, oldest, closing] = await Promise.all([
    serviceLevel(sql, account.id, mode, 1, now),
    runs(sql, { accountId: account.id, limit: 1 }),
    failedRuns(sql, failed),
    nextRuns(sql, account, now),
    oldestDayNotCompared(sql, account, mode, days),
    oldestDayNotSwept(sql, account, now),
    closingNow(sql, account.id, yesterday),
  ]);
  return {
    ...{ order, days, countedAt, yesterday, open, pending, totals, ofYesterday, ofToday },
    ...{ level, lastRun, failed: lately, failedDays: FAILED_DAYS },
    ...{ next, oldestNotCompared, oldest, closing },
  };
}
