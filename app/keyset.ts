import { z } from 'zod';
import { withParams } from './address.ts';
import { readCursor, rowKey, rowNumber, rowTime, writeCursor } from './form.ts';

/** Where a page of invoices begins. */
export const InvoiceCursor = z.object({ createdAt: rowTime, id: rowKey });
/** Where a page of discrepancies begins. */
export const DiscrepancyCursor = z.object({ openedAt: rowTime, id: rowNumber });
/** Where a page of a list begins that goes by its row numbers. */
export const NumberCursor = z.object({ id: rowNumber });

/** What a URL says of where the page begins, by a cursor of this shape. */
export function afterOf<Schema extends z.ZodType>(url: URL, schema: Schema) {
  return readCursor(schema, url.searchParams.get('after'));
}

/** What a URL says of where the page begins, in a list that goes by its row numbers. */
export function beforeOf(url: URL): bigint | undefined {
  const before = rowNumber.safeParse(url.searchParams.get('before'));
  return before.success ? BigInt(before.data) : undefined;
}

/**
 * One page of a list from rows of which one more than its size was read, with the ways to the first and the next page.
 * @param begins where this page begins, undefined on the first one
 */
export function keysetPage<Row>(
  url: URL,
  rows: readonly Row[],
  size: number,
  begins: unknown,
  param: { name: 'after' | 'before'; of: (row: Row) => string },
): { rows: Row[]; firstHref: string | null; olderHref: string | null } {
  const last = rows.length > size ? rows[size - 1] : undefined;
  return {
    rows: rows.slice(0, size),
    firstHref: begins === undefined ? null : withParams(url, { [param.name]: undefined }),
    olderHref: last === undefined ? null : withParams(url, { [param.name]: param.of(last) }),
  };
}

/** For lists whose rows carry their cursor. */
export const BY_CURSOR = {
  name: 'after' as const,
  of: ({ cursor }: { cursor: Record<string, string> }) => writeCursor(cursor),
};

/** For lists that go by their row numbers. */
export const BY_NUMBER = { name: 'before' as const, of: ({ id }: { id: bigint }) => id.toString() };
