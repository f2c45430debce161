import { found, type InvoiceFilter } from './invoice-conditions.ts';
import type { Sort } from './list-order.ts';
import type { Narrowed } from './list-ways.ts';

/** What narrows a list, by the column that it is sorted by first: part of the index that gives this order. */
const OF_INDEX: Record<string, ReadonlySet<string>> = {
  created_at: new Set(['status', 'isPending']),
  currency: new Set(['currency', 'isPending']),
  moved_at: new Set(['isPending']),
};
/** In the order of creation an index begins and ends at these. */
const ENDS: ReadonlySet<string> = new Set(['from', 'to']);

/** How a list of invoices is narrowed, by whose indexes it can be read. */
export function narrowedBy(filter: InvoiceFilter, { keys }: Sort): Narrowed {
  const { accountId, mode, timeZone, ...narrowing } = filter;
  const names = Object.entries(narrowing).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : name,
  );
  const [only, another] = names;
  const first = keys[0]?.column ?? '';
  const isByTime = first === 'created_at';
  // Of what was not told no index gives the order of what comes behind it.
  const isOfService = only === 'service' && another === undefined && filter.service !== null;
  return {
    isOfIndex: another === undefined && (only === undefined || OF_INDEX[first]?.has(only) === true),
    isDense: isByTime && (isOfService || names.every((name) => ENDS.has(name))),
    isSearched: filter.search !== undefined || filter.ids !== undefined,
    all: (session) => found(session, filter),
  };
}
