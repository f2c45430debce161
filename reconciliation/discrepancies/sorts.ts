import type { OrderKey, Sort } from '../books/list-order.ts';

const id: OrderKey = { name: 'id', column: 'id', type: 'bigint' };
const createdAt: OrderKey = { name: 'createdAt', column: 'invoice_created_at', type: 'timestamptz' };
const severity: OrderKey = { name: 'severity', column: 'severity_order', type: 'bigint' };
const currency: OrderKey = { name: 'currency', column: 'risk_currency', type: 'text' };
const risk: OrderKey = { name: 'risk', column: 'risk_order', type: 'bigint' };

/**
 * How the work list can be sorted, each by an index. Money is never compared across currencies: where a list
 * goes by money, currencies follow each other by their codes, each with its largest amounts first; what has
 * none known comes last.
 */
export const SORTS = {
  /** The worst first, then by the money at risk, then the oldest. */
  severity: { keys: [severity, currency, risk, createdAt, id], direction: 'asc' },
  /** The most at risk of each currency first, then the oldest. */
  risk: { keys: [currency, risk, createdAt, id], direction: 'asc' },
  /** The oldest payment first. */
  age: { keys: [createdAt, id], direction: 'asc' },
  /** What was opened last first. */
  opened: { keys: [{ name: 'openedAt', column: 'opened_at', type: 'timestamptz' }, id], direction: 'desc' },
} as const satisfies Record<string, Sort>;
