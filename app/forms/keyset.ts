import { z } from 'zod';
import { rowNumber } from '#identity/filter.ts';
import { withParams } from './address.ts';
import { cursorOf, rowKey, rowTime, writeCursor } from './form.ts';

/** Where a page of invoices begins. */
export const invoiceCursor = cursorOf(z.strictObject({ createdAt: rowTime, id: rowKey }));
/** Where a page of discrepancies begins. */
export const discrepancyCursor = cursorOf(z.strictObject({ openedAt: rowTime, id: rowNumber }));
/** Where a page begins of a list that goes by its row numbers; the list says which one it is. */
export const numberCursor = (list: string) =>
  cursorOf(z.strictObject({ list: z.literal(list), id: rowNumber.transform(BigInt) }));
/** The same in the address of a page for people. */
export const before = rowNumber.transform(BigInt).optional();

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
