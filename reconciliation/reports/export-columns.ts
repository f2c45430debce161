import { type Literal, literal } from '#db/literal.ts';

/**
 * What a column holds, which each format writes in its own way: `amount` in minor units of `exponent`, `time` an instant
 * (UTC), `local` and `day` what clocks showed, `number` a whole number, `text` all else.
 */
export type Column =
  | { readonly name: string; readonly kind: 'amount'; readonly value: Literal; readonly exponent: Literal }
  | {
      readonly name: string;
      readonly kind: 'text' | 'time' | 'local' | 'day' | 'number';
      readonly value: Literal;
    };

/** A text. In a CSV whatever a spreadsheet would run as a formula is disarmed (docs/csv.md). */
export function text(name: string, value: Literal): Column {
  return { name: named(name), kind: 'text', value };
}

/** An amount, told as an exact decimal of its currency: that of `currencies` in the same statement, or another one. */
export function amount(name: string, value: Literal, exponent = literal`currencies.exponent`): Column {
  return { name: named(name), kind: 'amount', value, exponent };
}

/** A point in time, in UTC. */
export function time(name: string, value: Literal): Column {
  return { name: named(name), kind: 'time', value };
}

/** What the clocks of a zone showed; `value` is what `Clocks.at` has made. */
export function localTime(name: string, value: Literal): Column {
  return { name: named(name), kind: 'local', value };
}

/** A day of the calendar. */
export function day(name: string, value: Literal): Column {
  return { name: named(name), kind: 'day', value };
}

/** A whole number. */
export function number(name: string, value: Literal): Column {
  return { name: named(name), kind: 'number', value };
}

function named(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a column`);
  return name;
}
