import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { dayBefore } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { countInvoices } from '#reconciliation/books/invoices.ts';
import { reconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';
import { openKinds } from '#reconciliation/discrepancies/open-kinds.ts';
import { closingNow } from '#reconciliation/reports/days.ts';
import type { Context } from '../../context.ts';

/** How one account stands: whether it is reconciled, what is open and at risk, what is pending, its yesterday. */
export async function accountFigures(sql: Context['sql'], account: Account, mode: Mode, now: Date) {
  const { id: accountId, slug, name, timeZone } = account;
  const yesterday = dayBefore(dayAt(now, timeZone));
  const [{ state, finishedAt, failures }, open, pending, closing] = await Promise.all([
    reconciliationStatus(sql, account, now),
    openKinds(sql, { accountId, mode }),
    countInvoices(sql, { accountId, mode, isPending: true }),
    closingNow(sql, accountId, yesterday),
  ]);
  return {
    ...{ slug, name, timeZone, yesterday, pending },
    reconciliation: { state, finishedAt, failures },
    open: { count: open.count, atRisk: open.atRisk },
    closing: closing.state,
    changedDays: closing.changed.length,
  };
}

export type AccountFigures = Awaited<ReturnType<typeof accountFigures>>;
