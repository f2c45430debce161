import { Literal, literal } from '#db/literal.ts';

/**
 * A column of an export. There is no way to make one but by these, so that no text reaches a file unguarded: a text goes
 * through the guard, everything else is cast to a type that can hold no formula.
 */
export type Column = { readonly name: string; readonly sql: Literal; readonly isText: boolean };

/** A text: whatever a spreadsheet would run as a formula is disarmed (docs/csv.md). */
export function text(name: string, value: Literal): Column {
  return { name, sql: literal`spreadsheet_safe((${value})::text)`, isText: true };
}

/** An amount as an exact decimal of its currency. */
export function amount(name: string, minor: Literal): Column {
  return { name, sql: literal`decimal_of(${minor}, currencies.exponent)::numeric`, isText: false };
}

/** A point in time, with its zone. */
export function time(name: string, value: Literal): Column {
  return { name, sql: literal`(${value})::timestamptz`, isText: false };
}

/** A whole number. */
export function number(name: string, value: Literal): Column {
  return { name, sql: literal`(${value})::bigint`, isText: false };
}

/** The rows of an export: its columns, and what they are of, from `from` on. */
export type Rows = { readonly columns: readonly Column[]; readonly of: Literal };

/** The COPY of rows as CSV with a header. Texts are quoted, so that what is told as a text can be read as one. */
export function copyOf({ columns, of }: Rows): Literal {
  const selected = listed(columns.map(({ name, sql }) => literal`${sql} as ${quoted(name)}`));
  const texts = listed(columns.filter(({ isText }) => isText).map(({ name }) => quoted(name)));
  return literal`copy (select ${selected} ${of}) to stdout with (format csv, header, force_quote (${texts}))`;
}

function listed(parts: readonly Literal[]): Literal {
  return new Literal(parts.map(({ text: part }) => part).join(', '));
}

function quoted(name: string): Literal {
  if (!/^[a-z_]+$/.test(name)) throw new Error(`${name} is no name of a column`);
  return new Literal(`"${name}"`);
}
