import { createHash } from 'node:crypto';
import { z } from 'zod';
import { MODES } from '#db/values.ts';
import { isTimeZone } from '#identity/accounts/business-day.ts';
import { day } from '#identity/filter.ts';
import { DATE_FORMS, DECIMAL_SIGNS } from './choices.ts';
import { FIELD_NAMES, FIELDS, type FieldName, headerKey, STATEMENT_KINDS } from './fields.ts';
import { MAX_COLUMNS, MAX_ROWS, type Row } from './table.ts';

/** How a file is read: which column is what, and how its figures and times are written. */
export const MAPPING = z.object({
  kind: z.enum(STATEMENT_KINDS),
  mode: z.enum(MODES),
  /** The line on which the header begins; what stands above it is a title. */
  headerLine: z.number().int().min(1).max(MAX_ROWS),
  /** The place of the column of each field, from 0. */
  columns: z.partialRecord(
    z.enum(FIELD_NAMES),
    z
      .number()
      .int()
      .min(0)
      .max(MAX_COLUMNS - 1),
  ),
  decimalSign: z.enum(DECIMAL_SIGNS),
  dateForm: z.enum(DATE_FORMS),
  /** On whose clocks the times are that name no offset. */
  zone: z.string().refine(isTimeZone, 'is no time zone: write Europe/Berlin, or UTC'),
  /** Of rows without a currency of their own. */
  currency: z.string().max(20).nullable(),
  /** The business days of the file, on the account's clocks; null: those of its rows. */
  from: day.nullable(),
  to: day.nullable(),
  /** Whether a fee that was charged is written below nothing. */
  feesBelowZero: z.boolean(),
  /** Whether the file holds all that there was of its days: what it does not hold is missing then. */
  isWhole: z.boolean(),
});
export type Mapping = z.infer<typeof MAPPING>;

const ANY_AMOUNT = ['amount', 'net', 'credit', 'debit'] as const;

/** What a mapping does not say and reading needs, in words; none where it can be read. */
export function gapsOf(mapping: Mapping): string[] {
  const { kind, columns, currency, from, to } = mapping;
  const has = (...names: FieldName[]) => names.some((name) => columns[name] !== undefined);
  const isOfOneDay = from !== null && from === to;
  const gaps: string[] = [];
  if (!has('currency') && currency === null) gaps.push('Say the currency, or which column has it.');
  if (from !== null && to !== null && from > to) gaps.push('The first day is after the last.');
  if (kind === 'transactions') {
    if (!has(...ANY_AMOUNT)) gaps.push('Say which column has the amount.');
    if (!has('at') && !isOfOneDay)
      gaps.push('Say which column has the time, or of which one day the file is.');
  } else if (kind === 'trial_balance') {
    if (!has('at')) gaps.push('Say which column has the day.');
    if (!has('balance', 'opening_balance')) gaps.push('Say which column has the balance.');
  } else {
    if (!has('invoice_id', 'reference_id')) gaps.push('Say which column has the id of the invoice.');
    if (!has('amount')) gaps.push('Say which column has the amount.');
    if (!has('created') && !isOfOneDay)
      gaps.push('Say which column has the time of creation, or the one day.');
  }
  const twice = FIELD_NAMES.filter(
    (name) =>
      columns[name] !== undefined && FIELD_NAMES.some((one) => one < name && columns[one] === columns[name]),
  );
  for (const name of twice)
    gaps.push(`The column of “${FIELDS[name].label}” is taken for something else, too.`);
  return gaps;
}

/** A header in one short text, whatever is above it: files of one layout have the same. */
export function headerDigest(cells: readonly string[]): Buffer {
  return createHash('sha256').update(cells.map(headerKey).join('\n')).digest();
}

/** The row of a mapping's header; undefined where the file has no such line. */
export function headerRow(
  rows: readonly Row[],
  { headerLine }: Pick<Mapping, 'headerLine'>,
): Row | undefined {
  return rows.find(({ line }) => line === headerLine);
}
