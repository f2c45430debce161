import type { Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '#identity/accounts/business-day.ts';
import { within } from '#identity/accounts/within-days.ts';
import type { Mode } from '#paymega/mode.ts';
import { isAmount } from '../books/searched-amount.ts';
import { SEVERITIES, type Severity, type STATES } from './kinds.ts';
import { type Effect, effectOfRun } from './of-run.ts';

/** What a list of discrepancies shows; also what its export contains. */
export type DiscrepancyFilter = DaysOfFilter<'from' | 'to' | 'day'> & {
  accountId: number;
  mode: Mode | 'all';
  state: (typeof STATES)[number];
  kind?: string | undefined;
  severity?: Severity | undefined;
  /** `unknown` for those that nothing which was heard explains. */
  cause?: string | undefined;
  currency?: string | undefined;
  /** Who reviews it; null for nobody. */
  assigneeId?: number | null | undefined;
  /** An invoice id or a reference, whole or its beginning; or the amount at risk as it is shown. */
  search?: string | undefined;
  // from, to: days of opening, both included. day: the business day of the payment.
  runId?: bigint | undefined;
  /** What that run did with it; without it, those that it saw last. */
  effect?: Effect | undefined;
};

/** The filter as SQL, on `discrepancies as item`; list, count and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: DiscrepancyFilter): Fragment {
  const { search } = filter;
  const ofDay = filter.day ? { from: filter.day, to: filter.day, timeZone: filter.timeZone } : {};
  const states = {
    unresolved: sql`and item.state <> 'resolved'`,
    open: sql`and item.state = 'open'`,
    in_review: sql`and item.state = 'in_review'`,
    resolved: sql`and item.state = 'resolved'`,
    all: sql``,
  };
  return sql`item.account_id = ${filter.accountId}
    ${filter.mode === 'all' ? sql`and item.mode in ('live', 'test')` : sql`and item.mode = ${filter.mode}`}
    ${states[filter.state]}
    ${filter.kind ? sql`and item.kind = ${filter.kind}` : sql``}
    ${filter.severity ? ofSeverity(sql, filter.severity) : sql``}
    ${filter.currency ? ofCurrency(sql, filter.currency) : sql``}
    ${filter.cause === 'unknown' ? sql`and item.cause is null` : sql``}
    ${filter.cause && filter.cause !== 'unknown' ? sql`and item.cause = ${filter.cause}` : sql``}
    ${
      filter.assigneeId === undefined
        ? sql``
        : filter.assigneeId === null
          ? sql`and item.assignee_id is null`
          : sql`and item.assignee_id = ${filter.assigneeId}`
    }
    ${search ? matching(sql, search) : sql``}
    ${filter.runId ? sql`and ${ofRun(sql, filter.runId, filter.effect)}` : sql``}
    ${within(sql, sql`item.invoice_created_at`, ofDay)}
    ${within(sql, sql`item.opened_at`, filter)}`;
}

// Both as the list is sorted by them, too: that is what its indexes have.
function ofSeverity<Fragment>(sql: Tag<Fragment>, severity: Severity): Fragment {
  return sql`and item.severity = ${severity} and item.severity_order = ${SEVERITIES.indexOf(severity)}`;
}

function ofCurrency<Fragment>(sql: Tag<Fragment>, currency: string): Fragment {
  return sql`and item.currency = ${currency} and item.risk_currency = ${currency}`;
}

function matching<Fragment>(sql: Tag<Fragment>, search: string): Fragment {
  const atRisk = sql`item.at_risk`;
  const of = { currency: sql`item.currency`, amounts: [atRisk, atRisk] } as const;
  return sql`and (starts_with(item.subject, ${search}) or starts_with(item.reference_id, ${search})
    or ${isAmount(sql, search, of)})`;
}

function ofRun<Fragment>(sql: Tag<Fragment>, runId: bigint, effect: Effect | undefined): Fragment {
  return effect ? effectOfRun(sql, runId, effect) : sql`item.last_seen_run_id = ${runId}`;
}
