import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { BOOKS, MODES, MOVEMENT_KINDS, SPANS } from '../values.ts';
import { instant, isOneOf, minor } from './columns.ts';

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });
const count = (name: string) => bigint(name, { mode: 'bigint' }).notNull();

/**
 * What happened to the payments of a book, by when it happened: triggers on the books write it, in the transaction of
 * what was told. Append-only: what turns out otherwise is corrected by further rows, so that the sum of a payment's
 * rows is always what its book says of it, and what was learnt later stands apart from what was known.
 */
export const movements = pgTable(
  'movements',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id').notNull(),
    book: text({ enum: BOOKS }).notNull(),
    mode: text({ enum: MODES }).notNull(),
    invoiceId: text('invoice_id').notNull(),
    kind: text({ enum: MOVEMENT_KINDS }).notNull(),
    currency: text().notNull(),
    service: text(),
    happenedAt: instant('happened_at').notNull(),
    recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
    // Which transaction wrote it: whether somebody who read at some time could see it.
    recordedIn: transactionId('recorded_in').notNull().default(sql`pg_current_xact_id()`),
    // How many of its kind it adds or takes back, and with how much money; the fee is that of a sale.
    events: smallint().notNull(),
    amount: minor('amount').notNull(),
    // The order's amount, of those that ended: what is pending no more.
    ordered: minor('ordered').notNull(),
    fee: minor('fee').notNull(),
    // Sales of which Paymega has not told what fee it charged.
    unknownFees: smallint('unknown_fees').notNull(),
  },
  (table) => [
    check('movements_book', isOneOf(table.book, BOOKS)),
    check('movements_mode', isOneOf(table.mode, MODES)),
    check('movements_kind', isOneOf(table.kind, MOVEMENT_KINDS)),
    // Led by the id of the payment, which is one of few in any account.
    index('movements_of_invoice').on(table.invoiceId, table.accountId, table.book),
    index('movements_by_day').on(table.accountId, table.mode, table.happenedAt, table.id),
    // All that is asked of what was returned since a day, so that neither sales nor rows are read for it.
    index('movements_of_returns')
      .on(table.accountId, table.mode, table.happenedAt, table.invoiceId)
      .where(sql`kind in ('refunded', 'charged_back')`),
    // Rows lie in the order in which they were written, so that next to nothing finds a stretch of them.
    index('movements_recorded').using('brin', table.recordedAt),
  ],
);

/**
 * When Paymega first told, by its own clock and in whatever way, that so much of a payment had been returned, or that it
 * had ended without money. Both books date by it. Several rows may tell the same: the earliest holds.
 */
export const firstReports = pgTable(
  'first_reports',
  {
    accountId: integer('account_id').notNull(),
    invoiceId: text('invoice_id').notNull(),
    kind: text({ enum: MOVEMENT_KINDS }).notNull(),
    // How much in all, in minor units; 0 for what is not a sum.
    total: minor('total').notNull(),
    reportedAt: instant('reported_at').notNull(),
    recordedAt: instant('recorded_at').notNull().default(sql`clock_timestamp()`),
  },
  (table) => [
    check('first_reports_kind', isOneOf(table.kind, MOVEMENT_KINDS)),
    index('first_reports_of_invoice').on(
      table.invoiceId,
      table.accountId,
      table.kind,
      table.total,
      table.reportedAt,
    ),
    index('first_reports_recorded').on(table.recordedAt),
  ],
);

const sums = () => ({
  events: count('events'),
  amount: numeric().notNull(),
  ordered: numeric().notNull(),
  fee: numeric().notNull(),
  unknownFees: count('unknown_fees'),
});

/** The movements of both books, and what was created, summed by when it happened; kept and folded as other totals are. */
export const movementTotals = pgTable(
  'movement_totals',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    isFolded: boolean('is_folded').notNull().default(false),
    accountId: integer('account_id').notNull(),
    book: text({ enum: BOOKS }).notNull(),
    mode: text({ enum: MODES }).notNull(),
    quarter: instant('quarter').notNull(),
    currency: text().notNull(),
    service: text(),
    // A kind of movement, or `created`: what was ordered, by when the payments were created.
    kind: text().notNull(),
    ...sums(),
    // How many rows of movements it sums: never fewer, so that any change of a day shows, also one that adds nothing.
    movements: count('movements'),
    // What each is of, and how much: where both books have the same, no two differences have cancelled out.
    signature: numeric().notNull().default('0'),
  },
  (table) => [
    check('movement_totals_book', isOneOf(table.book, BOOKS)),
    check('movement_totals_kind', isOneOf(table.kind, [...MOVEMENT_KINDS, 'created'])),
    uniqueIndex('movement_totals_folded')
      .on(
        table.accountId,
        table.mode,
        table.quarter,
        table.book,
        table.currency,
        sql`coalesce(service, '')`,
        table.kind,
      )
      .where(sql`is_folded`),
    index('movement_totals_by_quarter').on(table.accountId, table.mode, table.quarter),
    index('movement_totals_fresh').on(table.accountId, table.mode, table.quarter).where(sql`not is_folded`),
  ],
);

/**
 * The folded movements once more by larger steps of UTC, so that a long time is as cheap to sum as a short one: what was
 * pending at an instant is all that came before it. A trigger adds what is folded, in the statement that folds it.
 */
export const movementSpans = pgTable(
  'movement_spans',
  {
    accountId: integer('account_id').notNull(),
    mode: text({ enum: MODES }).notNull(),
    span: text({ enum: SPANS }).notNull(),
    starts: instant('starts').notNull(),
    book: text({ enum: BOOKS }).notNull(),
    currency: text().notNull(),
    service: text(),
    kind: text().notNull(),
    ...sums(),
    signature: numeric().notNull(),
  },
  (table) => [
    check('movement_spans_span', isOneOf(table.span, SPANS)),
    uniqueIndex('movement_spans_of').on(
      ...[table.accountId, table.mode, table.span, table.starts, table.book, table.currency],
      sql`coalesce(service, '')`,
      table.kind,
    ),
  ],
);

/** How many rows of movements an hour has, folded as the spans are: whether a signed day has changed since. */
export const movementCounts = pgTable(
  'movement_counts',
  {
    accountId: integer('account_id').notNull(),
    mode: text({ enum: MODES }).notNull(),
    hour: instant('hour').notNull(),
    movements: count('movements'),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.mode, table.hour] })],
);
