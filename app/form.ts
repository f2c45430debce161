import { z } from 'zod';
import { AGE_BANDS } from '#reconciliation/book/age-bands.ts';

/** A text field of a form or URL; empty is the same as absent, as browsers send empty fields. */
export const optionalText = z
  .string()
  .trim()
  .max(200)
  .refine(isStorable, 'holds a character that no text here can hold')
  .transform((text) => (text === '' ? undefined : text))
  .optional();

/** A currency as people type it; what is no text is ignored. */
export const optionalCurrency = optionalText.catch(undefined).transform((code) => code?.toUpperCase());

/** A day, `YYYY-MM-DD`; what is no day is ignored, so that a mistyped address still shows a list. */
export const optionalDay = z.iso.date().optional().catch(undefined);

export const mode = z.enum(['live', 'test']).catch('live');

/** For how long about nothing has moved. */
export const age = z
  .enum(AGE_BANDS.map(({ key }) => key))
  .optional()
  .catch(undefined);

/** Reads search params or form data by a schema; repeated names keep the last value. */
export function read<Schema extends z.ZodType>(
  schema: Schema,
  from: URLSearchParams | FormData,
): z.output<Schema> {
  return schema.parse(Object.fromEntries(from));
}

/** The row number of a cursor. */
export const rowNumber = z.string().regex(/^\d{1,18}$/);

/** The text key of a cursor: an id of Paymega's may be so long. */
export const rowKey = z.string().max(255).refine(isStorable);

/** The time of a cursor, as the database writes it; anything else would make the database refuse the whole page. */
export const rowTime = z
  .string()
  .regex(/^(?!0000)\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[+-](0\d|1[0-4])(:[0-5]\d)?$/)
  .refine((time) => z.iso.date().safeParse(time.slice(0, 10)).success);

/** A cursor in a URL: the values of the last row, in base64url. */
export function writeCursor(cursor: Record<string, string>): string {
  return btoa(JSON.stringify(cursor)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** A cursor of this shape from a URL, or undefined where there is none or it is not ours. */
export function readCursor<Schema extends z.ZodType>(schema: Schema, text: string | null | undefined) {
  if (!text) return undefined;
  try {
    const cursor = schema.safeParse(JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/'))));
    return cursor.success ? cursor.data : undefined;
  } catch {
    // Not base64 or not JSON: somebody else's text, the list begins at its beginning.
    return undefined;
  }
}

/** The number in a path such as `/runs/12`. @throws 404 as a Response */
export function idParam(text: string | undefined): bigint {
  if (!text || !/^\d{1,18}$/.test(text)) throw new Response('There is no such page.', { status: 404 });
  return BigInt(text);
}

const LARGEST_INTEGER = 2_147_483_647;

/** The small number in a path such as `/settings/people/3`. @throws 404 as a Response */
export function smallIdParam(text: string | undefined): number {
  const id = idParam(text);
  if (id > LARGEST_INTEGER) throw new Response('There is no such page.', { status: 404 });
  return Number(id);
}

/** The id of a row in a form. */
export const rowId = z.coerce.number().int().min(1).max(LARGEST_INTEGER);

/** The text key in a path such as `/invoices/cpi_1`. @throws 404 as a Response */
export function keyParam(text: string | undefined): string {
  if (!text || !isStorable(text)) throw new Response('There is no such page.', { status: 404 });
  return text;
}

/** PostgreSQL keeps every text but one with a NUL in it. */
export function isStorable(text: string): boolean {
  return !text.includes('\0');
}
