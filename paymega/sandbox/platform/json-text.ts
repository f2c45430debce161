import { z } from 'zod';
import { Numeral } from '../../json.ts';
import { formatMinor } from '../../money.ts';

// A character that no text of an invoice holds.
const MARK = '\u0002';
const MARKED = /"\\u0002(-?\d[\d.eE+-]*)"/g;

/** A decimal numeral as a member of what `jsonText` writes: it comes out digit for digit, as a JSON number. */
export function numeral(decimal: string): number | string {
  const number = Number(decimal);
  return String(number) === decimal ? number : MARK + decimal;
}

/** Minor units as a JSON number, as PHP writes it: 17.00 is 17, and 3.30 is 3.3. */
export function amountNumber(minor: bigint, exponent: number): number | string {
  const decimal = formatMinor(minor, exponent);
  return numeral(decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
}

/** A value → JSON text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('"\\u0002') ? text.replace(MARKED, '$1') : text;
}

/** What was sent, as JSON.parse gives it, but for the numbers that a binary float would change: those stay numerals. */
export function withNumerals(value: unknown): unknown {
  if (value instanceof Numeral) return numeral(value.written);
  if (Array.isArray(value)) return value.map(withNumerals);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, withNumerals(inside)]));
}

/** An amount in what was sent, as the numeral that was written; a text is none. */
export const amountNumeral = z
  .union([z.number(), z.string().startsWith(MARK)], {
    error: ({ input }) => `amount ${input === undefined ? 'is missing' : 'must be a number'}`,
  })
  .transform((amount) => String(amount).replace(MARK, ''));
