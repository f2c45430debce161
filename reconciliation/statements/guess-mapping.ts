import type { Account } from '#identity/accounts/accounts.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import {
  FIELD_NAMES,
  FIELDS,
  type FieldName,
  fieldsOf,
  headerKey,
  isOfPeople,
  type StatementKind,
} from './fields.ts';
import type { Mapping } from './mapping.ts';
import { guessDecimalSign } from './read-number.ts';
import { guessDateForm, readDay } from './read-time.ts';
import type { Row, Table } from './table.ts';

const TITLE_ROWS = 40;
const LOOKED_AT_ROWS = 2000;
const AMOUNTS = [
  ...(['amount', 'credit', 'debit', 'fee', 'net', 'opening_balance', 'balance', 'reserved_balance'] as const),
  ...([
    'processed_amount',
    'processed_fee',
    'refunded_amount',
    'charged_back_amount',
    'charged_back_fee',
  ] as const),
] as const satisfies readonly FieldName[];

/** A guess, and what of it a person should look at. */
export type Guess = { mapping: Mapping; unsure: string[] };

/**
 * How a file is probably to be read: by the words of its header, by what its cells look like, and by its
 * name.
 */
export function guessMapping(
  table: Table,
  fileName: string,
  { timeZone }: Pick<Account, 'timeZone'>,
  exponentOf: ExponentOf,
): Guess {
  const place = headerPlace(table.rows);
  const header = table.rows[place];
  const rows = table.rows.slice(place + 1, place + 1 + LOOKED_AT_ROWS);
  const keys = (header?.cells ?? []).map(headerKey);
  const kind = kindOf(keys, fileName);
  const columns = columnsOf(kind, header?.cells ?? [], rows);
  const textsOf = (...names: FieldName[]) =>
    textsIn(
      rows,
      names.flatMap((name) => columns[name] ?? []),
    );
  const currency = currencyOf(table.rows.slice(0, place), fileName, columns.currency, exponentOf);
  const codes = [...new Set(textsOf('currency').map((code) => code.toUpperCase()))];
  const exponent = exponentOf(codes.length === 1 ? (codes[0] ?? '') : (currency ?? '')) ?? null;
  const sign = guessDecimalSign(writtenTexts(rows, columns), exponent, table.delimiter === ';' ? ',' : '.');
  const times = textsOf('at', 'created', 'updated').filter((text) => /\d/.test(text));
  const dates = guessDateForm(times);
  const days = daysOf(fileName, table.rows.slice(0, place));
  const isOneDay = kind === 'transactions' && days.length === 1;
  return {
    mapping: {
      ...{ kind, columns, currency, mode: 'live' as const, zone: timeZone },
      headerLine: header?.line ?? 1,
      decimalSign: sign.sign,
      dateForm: dates.form,
      from: isOneDay ? (days[0] ?? null) : null,
      to: isOneDay ? (days[0] ?? null) : null,
      feesBelowZero: areBelowZero(textsOf('fee'), textsOf('amount')),
      isWhole: true,
    },
    unsure: [
      ...(sign.isSure
        ? []
        : ['Whether a point or a comma stands before the decimals cannot be told from its amounts.']),
      ...(dates.isSure
        ? []
        : ['Which part of its dates is the day and which is the month cannot be told from them.']),
    ],
  };
}

/**
 * The place of the header: of the first rows the one in which most words are known; else the first with
 * several cells.
 */
export function headerPlace(rows: readonly Row[]): number {
  const known = new Set<string>(FIELD_NAMES.flatMap((name) => [name, 'id', ...FIELDS[name].headers]));
  const scores = rows
    .slice(0, TITLE_ROWS)
    .map(({ cells }) => cells.filter((cell) => known.has(headerKey(cell))).length);
  const best = Math.max(0, ...scores);
  if (best >= 2) return scores.indexOf(best);
  const several = rows
    .slice(0, TITLE_ROWS)
    .findIndex(({ cells }) => cells.filter((cell) => cell.trim()).length > 1);
  return Math.max(0, several);
}

function kindOf(keys: readonly string[], fileName: string): StatementKind {
  const has = (name: FieldName) =>
    (FIELDS[name].headers as readonly string[]).some((word) => keys.includes(word));
  if (has('opening_balance') || /trial[ _-]?balance/i.test(fileName)) return 'trial_balance';
  if (has('status') && !has('balance') && (has('processed_amount') || has('updated'))) return 'invoices';
  const tells =
    has('type') || has('description') || has('invoice_id') || has('reference_id') || keys.includes('id');
  return has('balance') && !tells ? 'trial_balance' : 'transactions';
}

function columnsOf(kind: StatementKind, header: readonly string[], rows: readonly Row[]): Mapping['columns'] {
  const columns: Mapping['columns'] = {};
  const taken = new Set<number>();
  const keys = header.map((cell) => (isOfPeople(cell) ? '' : headerKey(cell)));
  const take = (name: FieldName, place: number) => {
    if (place < 0 || taken.has(place) || columns[name] !== undefined) return;
    columns[name] = place;
    taken.add(place);
  };
  const id = keys.indexOf('id');
  if (id >= 0) take(kind === 'invoices' || holdsInvoiceIds(rows, id) ? 'invoice_id' : 'transaction_id', id);
  const names = fieldsOf(kind).filter((name) => name !== 'transaction_id' || kind === 'transactions');
  for (const name of names)
    for (const word of [name, ...FIELDS[name].headers]) take(name, keys.indexOf(word));
  // `amount_usd`, `total_fee`: the known word stands first or last.
  for (const name of names) {
    const words = new Set<string>([name, ...FIELDS[name].headers]);
    take(
      name,
      keys.findIndex((key, place) => !taken.has(place) && wordsAtEnds(key).some((word) => words.has(word))),
    );
  }
  return columns;
}

function wordsAtEnds(key: string): string[] {
  const words = key.split('_');
  return words.length > 1 ? [words.at(-1) ?? '', words[0] ?? ''] : [];
}

function holdsInvoiceIds(rows: readonly Row[], place: number): boolean {
  const texts = textsIn(rows, [place]);
  return texts.length > 0 && texts.filter((text) => text.startsWith('cpi_')).length * 2 > texts.length;
}

function textsIn(rows: readonly Row[], places: readonly number[]): string[] {
  return rows.flatMap(({ cells }) => places.map((place) => (cells[place] ?? '').trim()).filter(Boolean));
}

/** Amounts as texts of the file: what a spreadsheet holds as a number says nothing of a sign. */
function writtenTexts(rows: readonly Row[], columns: Mapping['columns']): string[] {
  const places = AMOUNTS.flatMap((name) => columns[name] ?? []);
  return rows.flatMap(({ cells, numbers = [] }) =>
    places.filter((place) => !numbers.includes(place)).map((place) => (cells[place] ?? '').trim()),
  );
}

function currencyOf(
  titles: readonly Row[],
  fileName: string,
  column: number | undefined,
  exponentOf: ExponentOf,
): string | null {
  const words = [fileName, ...titles.flatMap(({ cells }) => cells)].join(' ');
  const codes = words.match(/(?<![A-Za-z])[A-Z]{3,4}(?![A-Za-z])/g) ?? [];
  const known = new Set(
    codes.filter((code) => code !== 'ALL' && code !== 'TOP' && exponentOf(code) !== undefined),
  );
  // With a column of its own it is only for a file without rows.
  return known.size === 1 || column === undefined ? ([...known][0] ?? null) : null;
}

function daysOf(fileName: string, titles: readonly Row[]): string[] {
  const words = [fileName, ...titles.flatMap(({ cells }) => cells)].join(' ');
  const found = words.match(/(?<!\d)\d{4}[-_.]\d{2}[-_.]\d{2}(?!\d)|(?<!\d)\d{2}\.\d{2}\.\d{4}(?!\d)/g) ?? [];
  const days = found
    .map((text) => text.replaceAll('_', '-'))
    .flatMap((text) => {
      return readDay(text, /^\d{4}/.test(text) ? 'ymd' : 'dmy', 'UTC') ?? [];
    });
  return [...new Set(days)];
}

/**
 * Whether fees of payments are written with a minus: more of them than not, while the amounts are above
 * nothing.
 */
function areBelowZero(fees: readonly string[], amounts: readonly string[]): boolean {
  const below = (texts: readonly string[]) => texts.filter((text) => /^[-\u2212(]/.test(text)).length;
  const charged = fees.filter((text) => /[1-9]/.test(text));
  return below(charged) * 2 > charged.length && below(amounts) * 2 < Math.max(amounts.length, 1);
}
