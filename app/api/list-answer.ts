import { z } from 'zod';
import { formatMinor } from '#paymega/money.ts';
import type { Amount } from '#reconciliation/amount.ts';
import { problem } from '../access.server.ts';
import { writeCursor } from '../form.ts';

const MOST = 500;

/** How a list is asked for: so many rows, after this cursor. */
export const PageParams = z.object({
  limit: z.coerce.number().int().min(1).max(MOST).catch(100),
  cursor: z.string().optional(),
});

/** The params of a list. @throws 422 as JSON where one of them cannot be read */
export function readParams<Schema extends z.ZodType>(schema: Schema, request: Request): z.output<Schema> {
  const read = schema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (read.success) return read.data;
  const words = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw problem(422, 'bad_filter', words.join('; '));
}

/** One page of a list for programs: its rows, and the cursor of the next one (null on the last). */
export function listAnswer<Row>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => Record<string, string>,
  shown: (row: Row) => Record<string, unknown>,
): Response {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? writeCursor(cursorOf(last)) : null;
  return Response.json(
    { data: page.map(shown), next_cursor: next },
    { headers: { 'cache-control': 'no-store' } },
  );
}

/** An amount for programs: the exact decimal as a text, so that no reader makes a binary float of it. */
export function decimal(amount: Amount | null): string | null {
  return amount ? formatMinor(amount.minor, amount.exponent) : null;
}
