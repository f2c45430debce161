import type { Column } from '../export-columns.ts';

/** The styles of styles.xml, by their places there; amounts follow by their decimals, plain and summed. */
export const STYLE = {
  plain: 0,
  header: 1,
  text: 2,
  day: 3,
  time: 4,
  total: 5,
  amount: 6,
  summed: 15,
} as const;

/** What a cell of a workbook holds at most. */
const LONGEST_TEXT = 32_767;
/** A spreadsheet's numbers are binary floats of 15 digits: what has more stays a text. */
const MOST_DIGITS = 15;
const DAY_MS = 86_400_000;
const EPOCH_SERIAL = 25_569;
// Before March 1900 spreadsheets disagree about the days.
const FIRST_SERIAL = 61;

/**
 * A cell by what its column holds; nothing for what is not known.
 * @param place such as `B7`
 * @param told as COPY writes it: a decimal, `2026-11-01 09:30:00`, a text
 */
export function cellOf(place: string, kind: Column['kind'], told: string | null): string {
  if (told === null) return '';
  switch (kind) {
    case 'text':
      return textCell(place, told);
    case 'amount':
      return amountCell(place, told, STYLE.amount);
    case 'number':
      return digitsIn(told) > MOST_DIGITS ? textCell(place, told) : numberCell(place, told, STYLE.plain);
    case 'day':
      return timeCell(place, told, STYLE.day);
    case 'time':
    case 'local':
      return timeCell(place, told, STYLE.time);
  }
}

/** A text that no program takes for a number, a date or a formula. */
export function textCell(place: string, value: string, style: number = STYLE.text): string {
  const shown =
    value.length <= LONGEST_TEXT
      ? value
      : `(${value.length} characters, more than a cell holds: the CSV and JSON Lines have them)`;
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlOf(shown)}</t></is></c>`;
}

/** An amount as a number with the decimals of its currency; as a text where a float would round it. */
export function amountCell(place: string, decimal: string, style: number): string {
  if (digitsIn(decimal) > MOST_DIGITS) return textCell(place, decimal);
  const point = decimal.indexOf('.');
  return numberCell(place, decimal, style + (point < 0 ? 0 : decimal.length - point - 1));
}

function numberCell(place: string, numeral: string, style: number): string {
  return `<c r="${place}" s="${style}"><v>${numeral}</v></c>`;
}

function timeCell(place: string, told: string, style: number): string {
  const iso = told.length > 10 ? `${told.slice(0, 10)}T${told.slice(11).replace(/\+00$/, '')}Z` : told;
  const serial = Date.parse(iso) / DAY_MS + EPOCH_SERIAL;
  return serial >= FIRST_SERIAL ? numberCell(place, String(serial), style) : textCell(place, told);
}

/** Digits that count: neither a sign, a point nor zeros in front. */
function digitsIn(numeral: string): number {
  return numeral.replace(/[-.]/g, '').replace(/^0+/, '').length;
}

// What XML does not hold, or makes something else of, spreadsheets write by its number; so what looks like that is, too
// (ECMA-376, 22.9.2.19).
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSPEAKABLE = /_(?=x[0-9A-Fa-f]{4}_)|[\0-\x08\x0b-\x1f\ufffe\uffff]/g;
const MARKUP = /[&<>]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text within an element of a sheet. */
export function xmlOf(value: string): string {
  return value
    .replace(UNSPEAKABLE, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(MARKUP, (sign) => ENTITIES[sign] ?? sign);
}

/** The letters of a column: 0 is A, 26 is AA. */
export function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : lettersOf(Math.floor(column / 26) - 1) + last;
}
