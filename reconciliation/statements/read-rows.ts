import { Temporal } from 'temporal-polyfill';
import { daysOfInstants } from '#identity/accounts/business-day.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { MoneyError } from '#paymega/money.ts';
import { BadRow, Cells } from './cells.ts';
import { gapsOf, headerRow, type Mapping } from './mapping.ts';
import { type ReadLine, readLine } from './read-line.ts';
import { numeralOf, readAmount } from './read-number.ts';
import { type ReadTime, timesOf } from './read-time.ts';
import { runOfBalance } from './run-of-balance.ts';
import type { Row, Table } from './table.ts';

/** A row that could not be read, and why; its cells are those of the mapped columns. */
export type ReadBadRow = { line: number; reason: string; cells: string[]; isNamed?: boolean };

/** What the file says of one day in one currency. */
export type ReadStatement = {
  currency: string;
  day: string;
  /** Whether it holds all of the day: not where a row that cannot be read does not even name its invoice. */
  isWhole: boolean;
  openingBalance: bigint | null;
  closingBalance: bigint | null;
  broken: { line: number; by: bigint } | null;
  reserve: bigint | null;
  lines: ReadLine[];
};

export type ReadFile = { statements: ReadStatement[]; good: number; bad: ReadBadRow[]; gaps: string[] };

const TOTAL = /^(grand[ _-]?)?(totals?|sum|summe|gesamt|insgesamt|subtotal|итого|всего)\b/iu;
const OPENING = /^(opening|initial|start(ing)?)[ _-]?balance|^anfangssaldo/i;
const CLOSING = /^(closing|final|end(ing)?)[ _-]?balance|^endsaldo/i;
const LONGEST_STRETCH_DAYS = 400;

/**
 * Takes a file for what the mapping says that it is. Rows that cannot be read are told with their line and
 * the reason; titles, totals and empty rows are none. Nothing of it is written anywhere.
 * @param timeZone the account's
 */
export function readRows(table: Table, mapping: Mapping, timeZone: string, exponentOf: ExponentOf): ReadFile {
  const gaps = gapsOf(mapping);
  const header = headerRow(table.rows, mapping);
  const bad: ReadBadRow[] = table.torn.map((torn) => ({ ...torn, cells: [] }));
  if (!header) gaps.push(`The file has no line ${mapping.headerLine} that begins a row.`);
  if (!header || gaps.length > 0) return { statements: [], good: 0, bad, gaps };
  const lines: ReadLine[] = [];
  const said: Said = {};
  const clocks = { dayAt: daysOfInstants(timeZone), readTime: timesOf(mapping.dateForm, mapping.zone) };
  for (const row of table.rows) {
    if (row.line === header.line || row.cells.every((cell) => cell.trim() === '')) continue;
    if (row.line < header.line || isTotal(row, mapping)) noteBalance(said, row, mapping);
    else {
      const read = readOne(row, header, table.format, mapping, clocks, exponentOf);
      if ('reason' in read) bad.push(read);
      else lines.push(read);
    }
  }
  const statements = statementsOf(lines, mapping, bad);
  if (mapping.kind === 'transactions') takeSaid(statements, said, exponentOf, bad);
  return { statements, good: lines.length, bad: bad.toSorted(byLine), gaps };
}

function byLine(a: { line: number }, b: { line: number }): number {
  return a.line - b.line;
}

function readOne(
  row: Row,
  header: Row,
  format: Table['format'],
  mapping: Mapping,
  { dayAt, readTime }: { dayAt: (at: Date) => string; readTime: ReadTime },
  exponentOf: ExponentOf,
): ReadLine | ReadBadRow {
  try {
    const [has, wants] = [row.cells.length, header.cells.length];
    if (row.cells.slice(wants).some((cell) => cell.trim() !== ''))
      throw new BadRow(`it has ${has} cells, and the header ${wants}`);
    if (format === 'csv' && has < wants) throw new BadRow(`it has ${has} cells of ${wants}`);
    return readLine(new Cells(row, mapping, exponentOf, readTime), row.line, mapping, dayAt);
  } catch (error) {
    if (!(error instanceof BadRow)) throw error;
    const mapped = new Set(Object.values(mapping.columns));
    const cells = row.cells.filter((_, place) => mapped.has(place)).map((cell) => cell.slice(0, 100));
    const ids = [mapping.columns.invoice_id, mapping.columns.reference_id].flatMap((place) => place ?? []);
    const isNamed = ids.some((place) => (row.cells[place] ?? '').trim() !== '');
    return { line: row.line, reason: error.message, cells, isNamed };
  }
}

/** A row that sums others up, or says a balance: its first word says so, and no cell says when. */
function isTotal({ cells }: Row, { columns }: Mapping): boolean {
  const first = cells.find((cell) => cell.trim() !== '')?.trim() ?? '';
  if (![TOTAL, OPENING, CLOSING].some((words) => words.test(first))) return false;
  const at = columns.at ?? columns.created;
  const when = at === undefined ? '' : (cells[at] ?? '').trim();
  return when === '' || when === first;
}

type Said = Partial<Record<'openingBalance' | 'closingBalance', { line: number; numeral: string }>>;

/** `Opening balance;1.234,56` above or below the rows. */
function noteBalance(said: Said, { line, cells, numbers = [] }: Row, { decimalSign }: Mapping): void {
  const at = cells.findIndex((cell) => OPENING.test(cell.trim()) || CLOSING.test(cell.trim()));
  if (at < 0) return;
  const numerals = cells.map((cell, place) => numeralOf(cell, numbers.includes(place) ? '.' : decimalSign));
  const numeral = numerals.find((text, place) => place > at && text !== null);
  if (!numeral) return;
  said[OPENING.test(cells[at]?.trim() ?? '') ? 'openingBalance' : 'closingBalance'] = { line, numeral };
}

/** Of a file of one day in one currency: what it says above or below its rows counts. */
function takeSaid(
  all: readonly ReadStatement[],
  said: Said,
  exponentOf: ExponentOf,
  bad: ReadBadRow[],
): void {
  const [only] = all;
  const exponent = only && all.length === 1 ? exponentOf(only.currency) : undefined;
  if (!only || exponent === undefined) return;
  for (const side of ['openingBalance', 'closingBalance'] as const) {
    const { line, numeral } = said[side] ?? {};
    if (line === undefined || numeral === undefined) continue;
    try {
      const told = readAmount(numeral, '.', exponent);
      const isQuiet = side === 'closingBalance' && only.lines.length === 0;
      const running = isQuiet ? only.openingBalance : only[side];
      only[side] = told;
      // What is told is held against what the lines come to.
      const by = side === 'openingBalance' ? (running ?? told) - told : told - (running ?? told);
      if (by !== 0n) only.broken ??= { line, by };
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error;
      bad.push({ line, reason: `the balance “${numeral}” cannot be held exactly`, cells: [] });
    }
  }
}

function statementsOf(
  lines: readonly ReadLine[],
  mapping: Mapping,
  bad: readonly ReadBadRow[],
): ReadStatement[] {
  const torn = tornBetween(lines, bad);
  const byKey = new Map<string, ReadLine[]>();
  for (const line of lines) {
    const key = `${line.currency} ${line.day}`;
    const known = byKey.get(key);
    if (known) known.push(line);
    else byKey.set(key, [line]);
  }
  const currencies = new Set(lines.map(({ currency }) => currency));
  if (currencies.size === 0 && mapping.currency !== null) currencies.add(mapping.currency.toUpperCase());
  // A day of the file without a row is a day without a payment.
  const days = mapping.kind === 'trial_balance' ? [] : daysBetween(mapping.from, mapping.to);
  for (const currency of currencies)
    for (const day of days) if (!byKey.has(`${currency} ${day}`)) byKey.set(`${currency} ${day}`, []);
  const all = [...byKey].map(([key, own]) => statementOf(key, own, mapping, torn, bad));
  return all.toSorted((a, b) => (`${a.day} ${a.currency}` < `${b.day} ${b.currency}` ? -1 : 1));
}

function statementOf(
  key: string,
  own: ReadLine[],
  { kind, isWhole }: Mapping,
  isTorn: ReturnType<typeof tornBetween>,
  bad: readonly ReadBadRow[],
): ReadStatement {
  const [currency = '', day = ''] = key.split(' ');
  const lines = inOrder(own);
  const balance =
    kind === 'invoices' ? { opening: null, closing: null, broken: null } : runOfBalance(lines, isTorn);
  return {
    ...{ currency, day, lines, broken: balance.broken },
    isWhole: isWhole && bad.every(({ isNamed }) => isNamed),
    openingBalance: balance.opening,
    closingBalance: balance.closing,
    reserve: kind === 'invoices' ? null : (lines.at(-1)?.reserve ?? null),
  };
}

/** Whether a row that could not be read stands between two lines, or outside of one and next to it. */
function tornBetween(lines: readonly ReadLine[], bad: readonly ReadBadRow[]) {
  const good = lines.map(({ line }) => line).toSorted((a, b) => a - b);
  const isWithin = (from: number, to: number) => bad.some(({ line }) => line > from && line < to);
  const isNewestFirst = inOrder(lines)[0]?.line !== good[0];
  const beyond = (line: number, isUp: boolean) =>
    isUp
      ? isWithin(line, good.find((one) => one > line) ?? Number.POSITIVE_INFINITY)
      : isWithin(good.findLast((one) => one < line) ?? 0, line);
  return (from: number | null, to: number | null): boolean => {
    if (from !== null && to !== null) return isWithin(Math.min(from, to), Math.max(from, to));
    return to === null ? beyond(from ?? 0, !isNewestFirst) : beyond(to, isNewestFirst);
  };
}

/** As the balance ran: a file that begins with the newest line is turned round. */
export function inOrder<Line extends { at: Date | null; line: number }>(lines: readonly Line[]): Line[] {
  const sorted = lines.toSorted(byLine);
  const [first, last] = [sorted[0]?.at, sorted.at(-1)?.at];
  return first && last && first > last ? sorted.toReversed() : sorted;
}

function daysBetween(from: string | null, to: string | null): string[] {
  if (from === null || to === null || from > to) return [];
  const days: string[] = [];
  for (
    let day = Temporal.PlainDate.from(from);
    days.length < LONGEST_STRETCH_DAYS;
    day = day.add({ days: 1 })
  ) {
    if (day.toString() > to) break;
    days.push(day.toString());
  }
  return days;
}
