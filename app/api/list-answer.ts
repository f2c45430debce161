import { z } from 'zod';
import { limitUpTo, oneOf, readFilter, text } from '#identity/filter.ts';
import { formatMinor } from '#paymega/money.ts';
import type { Amount } from '#reconciliation/books/amount.ts';
import { writeCursor } from '../forms/form.ts';

const MOST = 500;
const USUAL = 100;

/** Live payments, test payments, or both. */
export const mode = oneOf(['live', 'test', 'all']).default('all');

/** Which account a program asks about. */
export const ACCOUNT = z.object({ account: text.optional() });

/** How a list is asked for: so many rows, after this cursor. */
export function pageBy<Cursor extends z.ZodType>(cursor: Cursor) {
  return { ...ACCOUNT.shape, limit: limitUpTo(MOST).default(USUAL), cursor: cursor.optional() };
}

/**
 * What a program asks for, by a schema; nothing else may be asked. @throws FilterRefusal with each parameter
 */
export function readParams<Schema extends z.ZodObject>(schema: Schema, request: Request): z.output<Schema> {
  return readFilter(schema, new URL(request.url).searchParams, 'unreadable');
}

/** One page of a list for programs: its rows, and the cursor of the next one (null on the last). */
export function listAnswer<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => Record<string, string>,
  toRow: (row: Row) => Record<string, unknown>,
): Response {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(cursorOf(last)) : null;
  return Response.json(
    { data: page.map(toRow), next_cursor: next },
    { headers: { 'cache-control': 'no-store' } },
  );
}

/** An amount for programs: the exact decimal as a text, so that no reader makes a binary float of it. */
export function decimal(amount: Amount | null): string | null {
  return amount ? formatMinor(amount.minor, amount.exponent) : null;
}
