import type { FaultSwitches } from './faults.ts';
import type { InvoiceView } from './invoice-view.ts';

/** What a list asks for. */
export type ListQuery = {
  from: number;
  to: number;
  /** The one reference asked for: found without a look at the others. */
  reference: string | null;
  /** What else an invoice must satisfy; null where every invoice of the window is meant. */
  matches: ((view: InvoiceView) => boolean) | null;
  /** Whether it is of one status alone. */
  isOfStatus: boolean;
  order: (typeof ORDERS)[number];
  /** Counted from 1, whatever the number of the first page is. */
  number: number;
  size: number;
};

const DEFAULT_SIZE = 50;
const ORDERS = ['-created', 'created', '-updated'] as const;

/** What is wrong with a query, and the status that says so. */
export type Refused = { status: number; detail: string };

/** Reads the search of a list. @param habits how this server differs from others */
export function readListQuery(
  search: URLSearchParams,
  maxSize: number,
  habits: Pick<FaultSwitches, 'firstPage' | 'refusesPagesAbove' | 'refusalStatus' | 'byChange'>,
): ListQuery | Refused {
  const from = wholeNumber(search.get('filter[created][from]'), 0);
  const to = wholeNumber(search.get('filter[created][to]'), Number.MAX_SAFE_INTEGER);
  const number = wholeNumber(search.get('page[number]'), habits.firstPage);
  const size = wholeNumber(search.get('page[size]'), Math.min(DEFAULT_SIZE, maxSize));
  const sort = search.get('sort') ?? '-created';
  const order = ORDERS.find((one) => one === sort);
  if (from === null || to === null) return refused('filter[created] takes Unix seconds');
  if (number === null || number < habits.firstPage || !size)
    return refused(`page[number] and page[size] are whole numbers from ${habits.firstPage} and 1`);
  if (!order || (order === '-updated' && habits.byChange === 'refused'))
    return refused(`cannot sort by ${sort}`);
  if (size > (habits.refusesPagesAbove ?? Number.POSITIVE_INFINITY))
    return { status: habits.refusalStatus, detail: `page[size] is ${habits.refusesPagesAbove} at the most` };
  const [status, reference] = [search.get('filter[status]'), search.get('filter[reference_id]')];
  const isExact = reference !== null && !reference.startsWith('-');
  const tests = [
    test(status, (view) => view.status),
    test(isExact ? null : reference, ({ referenceId }) => referenceId),
  ].filter((one) => one !== null);
  return {
    from,
    to,
    reference: isExact ? reference : null,
    matches: tests.length > 0 ? (view) => tests.every((one) => one(view)) : null,
    isOfStatus: status !== null,
    order: order === '-updated' && habits.byChange === 'ignored' ? '-created' : order,
    number: number - habits.firstPage + 1,
    size: Math.min(size, maxSize),
  };
}

function refused(detail: string): Refused {
  return { status: 422, detail };
}

// In the platform's query language a leading minus negates.
function test(
  value: string | null,
  of: (view: InvoiceView) => string | null,
): ((view: InvoiceView) => boolean) | null {
  if (value === null) return null;
  return value.startsWith('-') ? (view) => of(view) !== value.slice(1) : (view) => of(view) === value;
}

function wholeNumber(text: string | null, otherwise: number): number | null {
  if (text === null || text === '') return otherwise;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
