import { arrayLiteral, type Element } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Observation } from './observation.ts';
import { type HighWaterMark, highWaterMark } from './precedence.ts';

/**
 * Observations as rows, one array a column: `from ${observationRows(…)}`, named `reported`.
 * @param digests what stands beside them as `document_digest` (noteOf)
 */
export function observationRows(
  sql: Queryable,
  rows: readonly Observation[],
  digests: readonly (string | null)[] | null = null,
): Fragment {
  const marks = rows.map(highWaterMark);
  const column = (of: (row: Observation) => Element) => arrayLiteral(rows.map(of));
  const marked = (of: (mark: HighWaterMark) => Element) => arrayLiteral(marks.map(of));
  const instant = (seconds: number | null) =>
    seconds === null ? null : new Date(seconds * 1000).toISOString();
  return sql`unnest(
    ${column((row) => row.accountId)}::int[],
    ${column((row) => row.id)}::text[],
    ${column((row) => row.mode)}::text[],
    ${column((row) => row.currency)}::text[],
    ${column((row) => row.amount)}::bigint[],
    ${column((row) => row.referenceId)}::text[],
    ${column((row) => row.service)}::text[],
    ${column((row) => row.status)}::text[],
    ${column((row) => row.resolution)}::text[],
    ${column((row) => row.paymentAmount)}::bigint[],
    ${column((row) => row.fee)}::bigint[],
    ${column((row) => row.deposit)}::bigint[],
    ${column((row) => row.processedAmount)}::bigint[],
    ${column((row) => row.processedFee)}::bigint[],
    ${column((row) => row.processedDeposit)}::bigint[],
    ${column((row) => row.refundedAmount)}::bigint[],
    ${column((row) => row.chargedBackAmount)}::bigint[],
    ${column((row) => instant(row.processedAt))}::timestamptz[],
    ${column((row) => instant(row.createdAt))}::timestamptz[],
    ${column((row) => instant(row.updatedAt))}::timestamptz[],
    ${column((row) => row.progress)}::smallint[],
    ${column((row) => row.stage)}::smallint[],
    ${column((row) => row.isFinal)}::boolean[],
    ${column((row) => row.tookMoney)}::boolean[],
    ${column((row) => row.returned)}::bigint[],
    ${column((row) => row.fingerprint)}::bigint[],
    ${column((row) => row.isAhead)}::boolean[],
    ${marked((mark) => instant(mark.firstReportedAt))}::timestamptz[],
    ${marked((mark) => instant(mark.failedAt))}::timestamptz[],
    ${marked((mark) => mark.furthestStage)}::smallint[],
    ${column((row) => row.receivedAt.toISOString())}::timestamptz[],
    ${column((row) => row.source)}::text[],
    ${column((row) => row.receivedAt.toISOString())}::timestamptz[]
    ${digests ? sql`, ${arrayLiteral(digests)}::bytea[]` : sql``}
  ) as reported(${stateColumns(sql)}, ${highWaterMarkColumns(sql)}
    ${digests ? sql`, document_digest` : sql``})`;
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
