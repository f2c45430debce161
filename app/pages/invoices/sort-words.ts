import type { INVOICE_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import type { SortWords } from '../../forms/list-sort.ts';

/** The orders of the list of invoices in words. */
export const SORT_WORDS: Readonly<Record<keyof typeof INVOICE_SORTS, SortWords>> = {
  created: { label: 'created', first: 'newest first', reversed: 'oldest first', direction: 'desc' },
  amount: {
    label: 'amount',
    first: 'the largest amounts of each currency first',
    reversed: 'the smallest amounts of each currency first',
    direction: 'desc',
  },
};
