import type { PENDING_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import type { SortWords } from '../../forms/list-sort.ts';

/** The orders of what is pending in words. */
export const SORT_WORDS: Readonly<Record<keyof typeof PENDING_SORTS, SortWords>> = {
  waiting: {
    label: 'waiting for',
    first: 'what has waited longest first',
    reversed: 'what has moved last first',
    direction: 'desc',
  },
  created: { label: 'created', first: 'oldest first', reversed: 'newest first', direction: 'asc' },
  amount: {
    label: 'amount',
    first: 'the largest amounts of each currency first',
    reversed: 'the smallest amounts of each currency first',
    direction: 'desc',
  },
};
