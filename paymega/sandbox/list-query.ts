import type { Shown } from './shown.ts';

/** What a list asks for. */
export type ListQuery = {
  from: number;
  to: number;
  /** The one reference asked for: found without a look at the others. */
  reference: string | null;
  /** What else an invoice must satisfy; null where every invoice of the window is meant. */
  matches: ((shown: Shown) => boolean) | null;
  isAscending: boolean;
  number: number;
  size: number;
};

const DEFAULT_SIZE = 50;

/** Reads the search of a list; a text says what is wrong with it. */
export function readListQuery(search: URLSearchParams, maxSize: number): ListQuery | string {
  const from = wholeNumber(search.get('filter[created][from]'), 0);
  const to = wholeNumber(search.get('filter[created][to]'), Number.MAX_SAFE_INTEGER);
  const number = wholeNumber(search.get('page[number]'), 1);
  const size = wholeNumber(search.get('page[size]'), Math.min(DEFAULT_SIZE, maxSize));
  const sort = search.get('sort') ?? '-created';
  if (from === null || to === null) return 'filter[created] takes Unix seconds';
  if (!number || !size) return 'page[number] and page[size] are whole numbers from 1';
  if (sort !== '-created' && sort !== 'created') return `cannot sort by ${sort}`;
  const reference = search.get('filter[reference_id]');
  const isExact = reference !== null && !reference.startsWith('-');
  const tests = [
    test(search.get('filter[status]'), ({ status }) => status),
    test(isExact ? null : reference, ({ referenceId }) => referenceId),
  ].filter((one) => one !== null);
  return {
    from,
    to,
    reference: isExact ? reference : null,
    matches: tests.length > 0 ? (shown) => tests.every((one) => one(shown)) : null,
    isAscending: sort === 'created',
    number,
    size: Math.min(size, maxSize),
  };
}

// In the platform's query language a leading minus negates.
function test(value: string | null, of: (shown: Shown) => string | null): ((shown: Shown) => boolean) | null {
  if (value === null) return null;
  return value.startsWith('-') ? (shown) => of(shown) !== value.slice(1) : (shown) => of(shown) === value;
}

function wholeNumber(text: string | null, otherwise: number): number | null {
  if (text === null || text === '') return otherwise;
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}
