import type { OrderKey, Sort } from './list-order.ts';

const id: OrderKey = { name: 'id', column: 'id', type: 'text' };
const createdAt: OrderKey = { name: 'createdAt', column: 'created_at', type: 'timestamptz' };
const movedAt: OrderKey = { name: 'movedAt', column: 'moved_at', type: 'timestamptz' };
const currency: OrderKey = { name: 'currency', column: 'currency', type: 'text' };
const amount: OrderKey = { name: 'amount', column: 'amount', type: 'bigint', isNegated: true };

/**
 * How the list of invoices can be sorted, each by an index. Amounts are never compared across currencies:
 * those follow each other by their codes, each with its largest amounts first.
 */
export const INVOICE_SORTS = {
  /** The newest first. */
  created: { keys: [createdAt, id], direction: 'desc' },
  amount: { keys: [currency, amount, createdAt, id], direction: 'asc' },
} as const satisfies Record<string, Sort>;

/** The same of what is pending, which is listed to be worked off: what has waited longest comes first. */
export const PENDING_SORTS = {
  waiting: { keys: [movedAt, id], direction: 'asc' },
  created: { keys: [createdAt, id], direction: 'asc' },
  amount: { keys: [currency, amount, movedAt, id], direction: 'asc' },
} as const satisfies Record<string, Sort>;
