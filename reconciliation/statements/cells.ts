import { isStorable } from '#identity/filter.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { MoneyError } from '#paymega/money.ts';
import { FIELDS, type FieldName } from './fields.ts';
import type { Mapping } from './mapping.ts';
import { readAmount } from './read-number.ts';
import type { ReadTime } from './read-time.ts';
import type { Row } from './table.ts';

const MAX_ID = 255;
const MAX_TEXT = 500;

/** Why a row cannot be read, in words. */
export class BadRow extends Error {}

/** The cells of one row, by what the mapping says that they are. @throws BadRow where one cannot be read */
export class Cells {
  readonly #row: Row;
  readonly #mapping: Mapping;
  readonly #readTime: ReadTime;
  readonly currency: string;
  readonly exponent: number;

  constructor(row: Row, mapping: Mapping, exponentOf: ExponentOf, readTime: ReadTime) {
    this.#row = row;
    this.#mapping = mapping;
    this.#readTime = readTime;
    this.currency = (this.text('currency') ?? mapping.currency ?? '').toUpperCase();
    const exponent = exponentOf(this.currency);
    if (this.currency === '') throw new BadRow('it has no currency');
    if (exponent === undefined)
      throw new BadRow(`the currency ${this.currency.slice(0, 20)} is not known here`);
    this.exponent = exponent;
  }

  /** The text of a cell; null where it is empty, or the file has no such column. */
  text(name: FieldName): string | null {
    const place = this.#mapping.columns[name];
    if (place === undefined) return null;
    if (this.#row.formulas?.includes(place))
      throw new BadRow(`${label(name)} is a formula, which is not evaluated`);
    const text = (this.#row.cells[place] ?? '').trim();
    if (!isStorable(text)) throw new BadRow(`${label(name)} holds characters that are none`);
    return text === '' ? null : text;
  }

  /** An id: too long a one is none. */
  id(name: FieldName): string | null {
    const text = this.text(name);
    if (text && text.length > MAX_ID) throw new BadRow(`${label(name)} has more than ${MAX_ID} characters`);
    return text;
  }

  /** A text to read; what is longer ends in an ellipsis. */
  words(name: FieldName): string | null {
    const text = this.text(name);
    return text && text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
  }

  /** An amount in minor units; null where nothing is said. */
  amount(name: FieldName): bigint | null {
    const text = this.text(name);
    if (text === null) return null;
    const place = this.#mapping.columns[name] ?? -1;
    const sign = this.#row.numbers?.includes(place) ? '.' : this.#mapping.decimalSign;
    try {
      return readAmount(text, sign, this.exponent);
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      throw new BadRow(`${label(name)}: ${this.#why(error, text)}`);
    }
  }

  time(name: FieldName): Date | null {
    const text = this.text(name);
    if (text === null) return null;
    const at = this.#readTime(text);
    if (!at) throw new BadRow(`${label(name)}: “${text.slice(0, 40)}” is no time of this form`);
    return at;
  }

  #why({ fault }: MoneyError, text: string): string {
    const shown = `“${text.slice(0, 40)}”`;
    if (fault === 'too_fine') return `${shown} is finer than ${this.currency} is`;
    return fault === 'too_large' ? `${shown} is too large` : `${shown} is not an amount`;
  }
}

function label(name: FieldName): string {
  return FIELDS[name].label.toLowerCase();
}
