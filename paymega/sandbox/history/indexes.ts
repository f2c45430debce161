import type { InvoiceView } from '../platform/invoice-view.ts';
import type { History, IndexRange } from './history.ts';

/** What stands at which place of a list: the index of a procedural invoice, or one that an API call created. */
export type Indexes = { total: number; at: (place: number) => number | InvoiceView };

/**
 * The order of a span, oldest first, found by counting instead of listing: the procedural invoices of a range without
 * the hidden ones, and the created ones (sorted by creation) among them.
 * @param hidden indexes of the range, ascending
 */
export function indexesOf(
  history: History,
  range: IndexRange,
  hidden: readonly number[],
  created: readonly InvoiceView[],
): Indexes {
  const visible = range.end - range.first - hidden.length;
  const taken = created.map((view, nth) => {
    const end = Math.min(Math.max(history.calendar.firstFrom(view.createdAt + 1), range.first), range.end);
    return end - range.first - countBelow(hidden, end) + nth;
  });
  return {
    total: visible + created.length,
    at: (place) => {
      const nth = countBelow(taken, place);
      const view = taken[nth] === place ? created[nth] : undefined;
      return view ?? nthVisible(range.first, hidden, place - nth);
    },
  };
}

/** The index of the n-th (from 0) invoice that is not hidden. */
function nthVisible(first: number, hidden: readonly number[], nth: number): number {
  let low = 0;
  let high = hidden.length;
  // How many hidden ones lie before it: the k-th hidden one does where fewer than n + 1 visible ones precede it.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hidden[middle] ?? 0) - first - middle <= nth) low = middle + 1;
    else high = middle;
  }
  return first + nth + low;
}

/** How many of the ascending numbers are less than `limit`. */
function countBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
