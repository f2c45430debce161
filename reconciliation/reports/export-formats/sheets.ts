import { formatMinor, parseMinor } from '#paymega/money.ts';
import type { Section } from '../export-content.ts';
import { amountCell, cellOf, lettersOf, STYLE, textCell } from './cells.ts';
import type { Fields } from './copied-rows.ts';
import { sheetEnd, sheetStart } from './workbook.ts';

/** A sheet to be written: of which currency (none is ''), the how manieth of it, and its XML. */
export type Sheet = { currency: string; part: number; content: AsyncIterable<string> };

const WIDTHS = { text: 18, amount: 14, time: 20, local: 20, day: 12, number: 12 } as const;
// The header, and room for the sums.
const BESIDE_ROWS = 2;

/**
 * The sheets of a section from its rows, which come currency by currency: one is to be written to its end before the next
 * is asked for. Without rows there is one with a header alone.
 */
export async function* sheetsOf(
  section: Section,
  batches: AsyncIterable<Fields[]>,
  rowsOfSheet: number,
): AsyncGenerator<Sheet> {
  const rows = await lookingAhead(batches);
  let part = 1;
  let totals = noTotals(section);
  do {
    const currency = rows.next()?.[0] ?? '';
    yield { currency, part, content: sheet(section, rows, totals, rowsOfSheet - BESIDE_ROWS) };
    const goesOn = rows.next() !== null && rows.next()?.[0] === currency;
    part = goesOn ? part + 1 : 1;
    if (!goesOn) totals = noTotals(section);
  } while (rows.next() !== null);
}

async function* sheet(
  section: Section,
  rows: LookingAhead,
  totals: Totals,
  most: number,
): AsyncGenerator<string> {
  const { columns } = section;
  const letters = columns.map((_, place) => lettersOf(place));
  yield sheetStart(columns.map(({ name, kind }) => Math.max(WIDTHS[kind], name.length + 4)));
  yield row(1, columns.map(({ name }, place) => textCell(`${letters[place]}1`, name, STYLE.header)).join(''));
  const currency = rows.next()?.[0] ?? '';
  let number = 1;
  let xml = '';
  for (let next = rows.next(); next !== null && next[0] === currency && number <= most; next = rows.next()) {
    number += 1;
    xml += row(
      number,
      columns
        .map(({ kind }, place) => cellOf(`${letters[place]}${number}`, kind, next[place + 1] ?? null))
        .join(''),
    );
    add(totals, next);
    if (rows.isLast()) {
      yield xml;
      xml = '';
    }
    await rows.move();
  }
  yield xml;
  const filtered = `A1:${letters.at(-1)}${number}`;
  const isOver = rows.next() === null || rows.next()?.[0] !== currency;
  if (isOver && currency !== '' && totals.length > 0) yield totalsRow(number + 1, currency, letters, totals);
  yield sheetEnd(filtered);
}

function row(number: number, cells: string): string {
  return `<row r="${number}">${cells}</row>`;
}

/** A sum by the place of its column: in minor units, null once a part of it is not known. */
type Totals = { place: number; minor: bigint | null; decimals: number }[];

function noTotals({ columns, sums }: Section): Totals {
  const places = sums.map((name) => columns.findIndex((column) => column.name === name));
  return places.map((place) => ({ place, minor: 0n, decimals: 0 }));
}

function add(totals: Totals, fields: Fields): void {
  for (const total of totals) {
    const told = fields[total.place + 1] ?? null;
    if (told === null || total.minor === null) {
      total.minor = null;
      continue;
    }
    const point = told.indexOf('.');
    total.decimals = point < 0 ? 0 : told.length - point - 1;
    total.minor += parseMinor(told, total.decimals);
  }
}

function totalsRow(number: number, currency: string, letters: readonly string[], totals: Totals): string {
  const cells = totals.map(({ place, minor, decimals }) => {
    const at = `${letters[place]}${number}`;
    const cell =
      minor === null
        ? textCell(at, 'not available', STYLE.total)
        : amountCell(at, formatMinor(minor, decimals), STYLE.summed);
    return { place, cell };
  });
  const label = { place: 0, cell: textCell(`A${number}`, `Total ${currency}`, STYLE.total) };
  const inOrder = [label, ...cells].toSorted((one, other) => one.place - other.place);
  return row(number, inOrder.map(({ cell }) => cell).join(''));
}

/** Rows of which the next one is known before it is taken. */
type LookingAhead = {
  next: () => Fields | null;
  /** Whether the next one is the last that came with its batch. */
  isLast: () => boolean;
  move: () => Promise<void> | undefined;
};

async function lookingAhead(batches: AsyncIterable<Fields[]>): Promise<LookingAhead> {
  const source = batches[Symbol.asyncIterator]();
  let batch: Fields[] = [];
  let place = 0;
  const fetch = async () => {
    do {
      const { done, value } = await source.next();
      batch = done ? [] : value;
      place = 0;
      if (done) return;
    } while (batch.length === 0);
  };
  await fetch();
  return {
    next: () => batch[place] ?? null,
    isLast: () => place === batch.length - 1,
    move: () => {
      place += 1;
      return place < batch.length ? undefined : fetch();
    },
  };
}
