// A character that no text of an invoice holds.
const MARK = '\u0002';
const MARKED = /"\\u0002(-?\d+(?:\.\d+)?)"/g;

/** A decimal numeral as a member of what `jsonText` writes: it comes out digit for digit, as a JSON number. */
export function numeral(decimal: string): number | string {
  const number = Number(decimal);
  return String(number) === decimal ? number : MARK + decimal;
}

/** A value → JSON text. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('"\\u0002') ? text.replace(MARKED, '$1') : text;
}
