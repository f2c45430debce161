import { z } from 'zod';
import { isStorable } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';

// An invoice's id has 255 characters at the most; an index takes no row of thousands.
const LONGEST_KEY = 300;

/** The text key of a cursor. */
export const rowKey = z.string().max(LONGEST_KEY).refine(isStorable);

/** The time of a cursor, as the database writes it; anything else would make the database refuse the whole page. */
export const rowTime = z
  .string()
  .regex(/^(?!0000)\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/)
  .refine((time) => z.iso.date().safeParse(time.slice(0, 10)).success);

/** A cursor in a URL: the values of the last row, in base64url. */
export function writeCursor(cursor: Record<string, string>): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** A cursor of this shape as it stands in a URL: one that is none of ours is refused, and is not the first page again. */
export function cursorOf<Schema extends z.ZodType>(schema: Schema) {
  return z.string().transform((written, context): z.output<Schema> => {
    const read = schema.safeParse(decoded(written));
    if (read.success) return read.data;
    const message = 'is no place in this list: begin without it, and take the one that the page before gave';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

function decoded(written: string): unknown {
  try {
    return JSON.parse(Buffer.from(written, 'base64url').toString());
  } catch {
    // Not JSON: somebody else's text, of which no cursor is made.
    return undefined;
  }
}

/** The number in a path such as `/runs/12`. @throws Refusal (404) */
export function idParam(text: string | undefined): bigint {
  if (!text || !/^\d{1,18}$/.test(text)) throw new Refusal('unknown_page', 'There is no such page.', 404);
  return BigInt(text);
}

const LARGEST_INTEGER = 2_147_483_647;

/** The small number in a path such as `/settings/people/3`. @throws Refusal (404) */
export function smallIdParam(text: string | undefined): number {
  const id = idParam(text);
  if (id > LARGEST_INTEGER) throw new Refusal('unknown_page', 'There is no such page.', 404);
  return Number(id);
}

/** The id of a row in a form. */
export const rowId = z.coerce.number().int().min(1).max(LARGEST_INTEGER);

/** A form that says which row it is about, and no more. */
export const WHICH_ROW = z.object({ id: rowId });

/** The text key in a path such as `/invoices/cpi_1`. @throws Refusal (404) */
export function keyParam(text: string | undefined): string {
  if (!text || text.length > LONGEST_KEY || !isStorable(text))
    throw new Refusal('unknown_page', 'There is no such page.', 404);
  return text;
}
