import { Literal, literal } from '#db/literal.ts';
import type { Clocks } from './export-clocks.ts';
import { type Column, text } from './export-columns.ts';

/**
 * One table of an export: a CSV of it alone is a plain table, a workbook has a sheet of it (one a currency, where it has
 * currencies). Money is summed in it, and never across currencies.
 */
export type Section = {
  readonly name: string;
  readonly columns: readonly Column[];
  /** `from … where …`, with `currencies` in it where there are amounts. */
  readonly of: Literal;
  readonly orderBy: Literal;
  /** What money of a row is summed with: its currency (`ofMode`); null where rows have none. */
  readonly currency: Literal | null;
  /** The amounts that are summed by currency, by the names of their columns. */
  readonly sums: readonly string[];
  /** The same rows without what the sums do not need; `of` where this is not said. */
  readonly summedOf?: Literal;
};

/** What a file is told to hold beside its rows: a day's view, who has signed it. */
export type Fact = { readonly name: string; readonly value: string };

/**
 * What is exported: one section for a list, several for a report. A further report is a function that makes one of these
 * and a line in `export-filters.ts`; formats, manifest, page, API and command line come of themselves.
 */
export type Export = {
  /** Its word in addresses, file names and on the command line. */
  readonly list: string;
  readonly accountId: number;
  /** The zone of the account, by which its business days are counted. */
  readonly timeZone: string;
  /** Of all accounts, not of this one. */
  readonly isOfAllAccounts: boolean;
  /** As it was asked for. */
  readonly filter: Readonly<Record<string, string>>;
  readonly facts: readonly Fact[];
  readonly sections: (clocks: Clocks) => readonly Section[];
};

/** Facts as a section of their own, for a report whose file is to begin with them. */
export function factsSection(name: string, facts: readonly Fact[]): Section {
  const rows = facts.map((fact, place) => literal`(${place}, ${fact.name}, ${fact.value})`);
  return {
    name,
    columns: [text('fact', literal`facts.fact`), text('value', literal`facts.value`)],
    of: literal`from (values ${joined(rows)}) as facts (place, fact, value)`,
    orderBy: literal`facts.place`,
    currency: null,
    sums: [],
  };
}

/** The currency by which money is summed: where live and test payments are together, each has sums of its own. */
export function ofMode(currency: Literal, mode: Literal, asked: 'live' | 'test' | 'all'): Literal {
  return asked === 'all'
    ? literal`(${currency} || case ${mode} when 'test' then ' test' else '' end)`
    : currency;
}

/** Parts of a statement in a row. */
export function joined(parts: readonly Literal[], by = ', '): Literal {
  return new Literal(parts.map(({ text: part }) => part).join(by));
}

/** The name of a column as an identifier. */
export function identifier(name: string): Literal {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name of a column`);
  return new Literal(`"${name}"`);
}
