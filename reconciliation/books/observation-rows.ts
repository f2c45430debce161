import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Observation } from './observation.ts';
import { highWaterMark } from './precedence.ts';

/**
 * Observations as rows, one array a column: `from ${observationRows(…)}`, named `reported`. Money and
 * booleans go as text: postgres.js has no arrays of bigint, takes an array of booleans for one boolean, and
 * any text for false.
 */
export function observationRows(sql: Queryable, observations: readonly Observation[]): Fragment {
  const rows = observations.map((observation) => ({
    ...observation,
    highWaterMark: highWaterMark(observation),
  }));
  const minor = (value: bigint | null) => (value === null ? null : value.toString());
  const instant = (seconds: number | null) =>
    seconds === null ? null : new Date(seconds * 1000).toISOString();
  return sql`unnest(
    ${rows.map((row) => row.accountId)}::int[],
    ${rows.map((row) => row.id)}::text[],
    ${rows.map((row) => row.mode)}::text[],
    ${rows.map((row) => row.currency)}::text[],
    ${rows.map((row) => row.amount.toString())}::bigint[],
    ${rows.map((row) => row.referenceId)}::text[],
    ${rows.map((row) => row.service)}::text[],
    ${rows.map((row) => row.status)}::text[],
    ${rows.map((row) => row.resolution)}::text[],
    ${rows.map((row) => minor(row.paymentAmount))}::bigint[],
    ${rows.map((row) => minor(row.fee))}::bigint[],
    ${rows.map((row) => minor(row.deposit))}::bigint[],
    ${rows.map((row) => minor(row.processedAmount))}::bigint[],
    ${rows.map((row) => minor(row.processedFee))}::bigint[],
    ${rows.map((row) => minor(row.processedDeposit))}::bigint[],
    ${rows.map((row) => minor(row.refundedAmount))}::bigint[],
    ${rows.map((row) => minor(row.chargedBackAmount))}::bigint[],
    ${rows.map((row) => instant(row.processedAt))}::timestamptz[],
    ${rows.map((row) => instant(row.createdAt))}::timestamptz[],
    ${rows.map((row) => instant(row.updatedAt))}::timestamptz[],
    ${rows.map((row) => row.progress)}::smallint[],
    ${rows.map((row) => row.stage)}::smallint[],
    ${rows.map((row) => String(row.isFinal))}::text[]::boolean[],
    ${rows.map((row) => String(row.tookMoney))}::text[]::boolean[],
    ${rows.map((row) => row.returned.toString())}::bigint[],
    ${rows.map((row) => row.fingerprint.toString())}::bigint[],
    ${rows.map((row) => String(row.isAhead))}::text[]::boolean[],
    ${rows.map((row) => instant(row.highWaterMark.firstReportedAt))}::timestamptz[],
    ${rows.map((row) => instant(row.highWaterMark.failedAt))}::timestamptz[],
    ${rows.map((row) => row.highWaterMark.furthestStage)}::smallint[],
    ${rows.map((row) => row.receivedAt.toISOString())}::timestamptz[],
    ${rows.map((row) => row.source)}::text[],
    ${rows.map((row) => row.receivedAt.toISOString())}::timestamptz[]
  ) as reported(${stateColumns(sql)}, ${highWaterMarkColumns(sql)})`;
}

// What follows is text that never changes: built once, not from hundreds of parts for every batch.
const STATE_COLUMNS = `account_id, id, mode, currency, amount, reference_id, service, status, resolution,
  payment_amount, fee, deposit, processed_amount, processed_fee, processed_deposit, refunded_amount,
  charged_back_amount, processed_at, created_at, updated_at, progress, stage, is_final, took_money, returned,
  fingerprint, is_ahead`;

/**
 * Identity, state and key of an invoice: the columns that book, conflicting records and mirror share, in the
 * order of observationRows.
 */
export function stateColumns(sql: Queryable): Fragment {
  return sql.unsafe(STATE_COLUMNS);
}

/** What the book remembers beyond the latest state. */
export function highWaterMarkColumns(sql: Queryable): Fragment {
  return sql.unsafe('first_reported_at, failed_at, furthest_stage, first_seen_at, source, received_at');
}

type RowName = 'reported' | 'excluded' | 'book';

/** The rule of precedence.ts in SQL: whether the state of row `a` is later than that of row `b`. */
export function newerThan(sql: Queryable, a: RowName, b: 'reported' | 'book'): Fragment {
  return sql.unsafe(newerText(a, b));
}

function newerText(a: RowName, b: RowName): string {
  const key = (row: RowName) =>
    `(not ${row}.is_ahead, ${row}.updated_at, ${row}.progress, ${row}.returned, ${row}.fingerprint)`;
  return `${key(a)} > ${key(b)}`;
}

/**
 * Whether merging row `a` into the book's row would change it: a later state, or something more to remember.
 */
export function changes(sql: Queryable, a: 'reported' | 'excluded'): Fragment {
  return sql.unsafe(`(${newerText(a, 'book')}
    or ${a}.first_reported_at < book.first_reported_at
    or ${a}.failed_at < coalesce(book.failed_at, 'infinity')
    or ${a}.furthest_stage > book.furthest_stage)`);
}

const REPLACED = [
  ...['reference_id', 'service', 'status', 'resolution', 'payment_amount', 'fee', 'deposit'],
  ...['processed_amount', 'processed_fee', 'processed_deposit', 'refunded_amount', 'charged_back_amount'],
  ...['processed_at', 'created_at', 'updated_at', 'progress', 'stage', 'is_final', 'took_money', 'returned'],
  ...['fingerprint', 'is_ahead', 'source', 'received_at'],
];

const NEWER = newerText('excluded', 'book');
const PICKED = `${REPLACED.map((name) => `${name} = case when ${NEWER} then excluded.${name} else book.${name} end`)},
  first_reported_at = least(book.first_reported_at, excluded.first_reported_at),
  failed_at = least(book.failed_at, excluded.failed_at),
  furthest_stage = greatest(book.furthest_stage, excluded.furthest_stage),
  first_seen_at = least(book.first_seen_at, excluded.first_seen_at)`;

/**
 * merge() of precedence.ts in SQL: what to set in the row `book` when the row `excluded` is merged into it.
 */
export function pick(sql: Queryable): Fragment {
  return sql.unsafe(PICKED);
}
