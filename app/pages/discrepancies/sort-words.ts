import type { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import type { SortWords } from '../../forms/list-sort.ts';

/** The orders of the work list in words. */
export const SORT_WORDS: Readonly<Record<keyof typeof SORTS, SortWords>> = {
  severity: {
    label: 'severity',
    first: 'the worst first, then by money at risk, then the oldest',
    reversed: 'the mildest first',
    direction: 'desc',
  },
  risk: {
    label: 'money at risk',
    first: 'the most at risk of each currency first',
    reversed: 'the least at risk of each currency first',
    direction: 'desc',
  },
  age: {
    label: 'age',
    first: 'the oldest payment first',
    reversed: 'the newest payment first',
    direction: 'desc',
  },
  opened: { label: 'opened', first: 'newest first', reversed: 'oldest first', direction: 'desc' },
};
