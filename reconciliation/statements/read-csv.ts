import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '#identity/refusal.ts';
import { DELIMITERS, type Delimiter } from './choices.ts';
import { FIELD_NAMES, FIELDS, headerKey } from './fields.ts';
import { MAX_COLUMNS, MAX_ROWS, type Row, type Table } from './table.ts';

const LOOKED_AT_CHARACTERS = 64 * 1024;
const LOOKED_AT_ROWS = 50;
const KNOWN: ReadonlySet<string> = new Set(FIELD_NAMES.flatMap((name) => FIELDS[name].headers));
const SETTINGS = { bom: true, relax_column_count: true, relax_quotes: true } as const;

/**
 * The rows of a CSV text (RFC 4180, and what others make of it). Line breaks within quotes count as lines;
 * a last quote that is never closed makes the rest of the file one row that is torn.
 * @throws Refusal `too_many_rows`, `too_many_columns` (422)
 */
export function readCsv(text: string, chosen: Delimiter | null): Omit<Table, 'format' | 'encoding'> {
  const delimiter = chosen ?? guessDelimiter(text);
  const rows: Row[] = [];
  const torn: Table['torn'] = [];
  let line = 1;
  const take = (cells: string[], { lines }: { lines: number }): null => {
    if (cells.length > MAX_COLUMNS)
      throw new Refusal(
        'too_many_columns',
        `line ${line} has ${cells.length} columns: choose another delimiter`,
      );
    rows.push({ line, cells });
    if (rows.length > MAX_ROWS) throw new Refusal('too_many_rows', `the file has more than ${MAX_ROWS} rows`);
    line = lines + 1;
    return null;
  };
  try {
    // It parses a text in one go in any case: as a stream it costs twice as much.
    parse(text, { ...SETTINGS, delimiter, skip_empty_lines: false, on_record: take });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    torn.push({ line, reason: tornBy(error) });
  }
  return { delimiter, rows, torn };
}

function tornBy(error: CsvError): string {
  return error.code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a quotation mark that begins here is never closed: the rest of the file cannot be read'
    : 'it is no row of a CSV file, and the rest of the file cannot be read';
}

/**
 * The delimiter by which most headers are known; else the one by which most rows have the same number of
 * cells.
 */
export function guessDelimiter(text: string): Delimiter {
  const said = /^\uFEFF?sep=(.)\r?\n/.exec(text)?.[1];
  const named = DELIMITERS.find((delimiter) => delimiter === said);
  if (named) return named;
  const scored = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(text, delimiter) }));
  return scored.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

function scoreOf(text: string, delimiter: Delimiter): number {
  const rows = firstRows(text, delimiter);
  const known = Math.max(0, ...rows.map((row) => row.filter((cell) => KNOWN.has(headerKey(cell))).length));
  const counts = new Map<number, number>();
  for (const { length } of rows) if (length > 1) counts.set(length, (counts.get(length) ?? 0) + 1);
  return known * 1000 + Math.max(0, ...[...counts].map(([, often]) => often / Math.max(rows.length, 1)));
}

function firstRows(text: string, delimiter: Delimiter): string[][] {
  const sample = text.slice(0, LOOKED_AT_CHARACTERS);
  try {
    return parse(sample, { ...SETTINGS, delimiter, to: LOOKED_AT_ROWS });
  } catch (error) {
    // With this delimiter it is no CSV, which is what is asked.
    if (error instanceof CsvError) return [];
    throw error;
  }
}
