import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import { MODES, SOURCES } from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { bytea, instant, isOneOf, minor } from './columns.ts';

/**
 * What Paymega tells of an invoice; the same columns in our book, in its conflicting records and in the
 * mirror.
 */
const invoiceColumns = () => ({
  accountId: integer('account_id').notNull(),
  id: text().notNull(),
  mode: text({ enum: MODES }).notNull(),
  currency: text().notNull(),
  amount: minor('amount').notNull(),
  referenceId: text('reference_id'),
  service: text(),
  status: text().notNull(),
  resolution: text(),
  paymentAmount: minor('payment_amount'),
  fee: minor('fee'),
  deposit: minor('deposit'),
  processedAmount: minor('processed_amount'),
  processedFee: minor('processed_fee'),
  processedDeposit: minor('processed_deposit'),
  refundedAmount: minor('refunded_amount'),
  chargedBackAmount: minor('charged_back_amount'),
  processedAt: instant('processed_at'),
  createdAt: instant('created_at').notNull(),
  updatedAt: instant('updated_at').notNull(),
  progress: smallint().notNull(),
  stage: smallint().notNull(),
  isFinal: boolean('is_final').notNull(),
  tookMoney: boolean('took_money').notNull(),
  returned: minor('returned').notNull(),
  fingerprint: minor('fingerprint').notNull(),
  // Its `updated` lay ahead of our clock when it was told.
  isAhead: boolean('is_ahead').notNull().default(false),
  // What was received by the figures told, else what a payment that succeeded must have brought.
  received: minor('received')
    .notNull()
    .generatedAlwaysAs(
      sql`case when took_money then coalesce(processed_amount, payment_amount, amount) else 0 end`,
    ),
});

/**
 * What the book remembers beyond its latest state, so that any order of observations ends in the same book.
 */
const highWaterMark = () => ({
  firstReportedAt: instant('first_reported_at').notNull(),
  failedAt: instant('failed_at'),
  furthestStage: smallint('furthest_stage').notNull(),
  firstSeenAt: instant('first_seen_at').notNull(),
  // Who told the latest state first.
  source: text('source', { enum: SOURCES }).notNull(),
  // When the latest state reached us.
  receivedAt: instant('received_at').notNull().defaultNow(),
});

/** Our book: one row an invoice. Only ingest writes it, and a posting (decision 0020). */
export const invoices = pgTable(
  'invoices',
  {
    ...invoiceColumns(),
    ...highWaterMark(),
    // Worth a look by itself, whatever the mirror says: the few rows that a run examines beside the differing
    // ones.
    isSuspect: boolean('is_suspect')
      .notNull()
      .generatedAlwaysAs(
        sql`coalesce(not is_final or stage < furthest_stage or stage = -1
          or coalesce(charged_back_amount, 0) > 0 or stage = 6
          or (took_money and failed_at is not null and failed_at <= updated_at)
          or (took_money and processed_amount <> payment_amount)
          or coalesce(refunded_amount, 0) + coalesce(charged_back_amount, 0) > processed_amount
          or figures_fault(status, stage, took_money, amount, payment_amount, fee, deposit, processed_amount,
            processed_fee, processed_deposit, refunded_amount, charged_back_amount) is not null, false)`,
      ),
    // Since when nothing has moved: by Paymega's clock where that is credible, else since we first heard of
    // it.
    movedAt: instant('moved_at')
      .notNull()
      .generatedAlwaysAs(sql`case when is_ahead then first_seen_at else updated_at end`),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    foreignKey({ columns: [table.accountId], foreignColumns: [accounts.id] }),
    foreignKey({ columns: [table.currency], foreignColumns: [currencies.code] }),
    check('invoices_mode', isOneOf(table.mode, MODES)),
    check('invoices_source', isOneOf(table.source, SOURCES)),
    index('invoices_compared').on(table.accountId, table.id, table.fingerprint, table.createdAt),
    index('invoices_newest').on(table.accountId, table.mode, table.createdAt, table.id),
    index('invoices_by_status').on(table.accountId, table.mode, table.status, table.createdAt, table.id),
    // What a list can be narrowed to, newest first: services, and resolutions and results that few payments have.
    index('invoices_by_service').on(
      ...[table.accountId, table.mode, table.service, table.createdAt, table.id],
    ),
    index('invoices_by_resolution')
      .on(table.accountId, table.mode, table.resolution, table.createdAt, table.id)
      .where(sql`resolution is distinct from 'ok'`),
    index('invoices_failed')
      .on(table.accountId, table.mode, table.createdAt, table.id)
      .where(sql`is_final and not took_money`),
    index('invoices_returned')
      .on(table.accountId, table.mode, table.createdAt, table.id)
      .where(sql`returned > 0 or stage = 6 or status in ('partially_refunded', 'refunded')`),
    index('invoices_by_amount').on(table.accountId, table.amount),
    index('invoices_by_payment').on(table.accountId, table.paymentAmount),
    index('invoices_by_reference').on(table.accountId, table.referenceId, table.mode),
    // All that is asked of what is pending, so that no row is read for a count.
    index('invoices_open')
      .on(table.accountId, table.mode, table.createdAt, table.id, table.movedAt, table.currency, table.amount)
      .where(sql`not is_final`),
    // What has waited longest, and the largest amounts of each currency, first.
    index('invoices_waiting')
      .on(table.accountId, table.mode, table.movedAt, table.id)
      .where(sql`not is_final`),
    index('invoices_open_by_amount')
      .on(table.accountId, table.mode, table.currency, sql`(-amount)`, table.movedAt, table.id)
      .where(sql`not is_final`),
    index('invoices_by_currency_and_amount').on(
      ...[table.accountId, table.mode, table.currency, sql`(-amount)`, table.createdAt, table.id],
    ),
    index('invoices_suspect').on(table.accountId, table.createdAt).where(sql`is_suspect`),
    index('invoices_paid_by_reference')
      .on(table.accountId, table.mode, table.referenceId, table.createdAt, table.id)
      .where(sql`took_money and reference_id is not null and received > returned`),
  ],
);

/** The same invoice told with another amount, currency or mode: kept apart, never mixed into the book. */
export const conflictingRecords = pgTable(
  'conflicting_records',
  { ...invoiceColumns(), ...highWaterMark() },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id, table.mode, table.currency, table.amount] }),
    foreignKey({ columns: [table.accountId, table.id], foreignColumns: [invoices.accountId, invoices.id] }),
  ],
);

/**
 * Paymega's book, as its private API last told it. Can be fetched again; without foreign keys, it is loaded
 * by the million.
 */
export const mirror = pgTable(
  'mirror',
  {
    ...invoiceColumns(),
    fetchedAt: instant('fetched_at').notNull(),
    // Of the list's document that it was read from: four bytes for who read it, sixteen of its digest (noteOf). Null
    // where nothing is to be recognised by it.
    documentDigest: bytea('document_digest'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    check('mirror_document_digest', sql`octet_length(${table.documentDigest}) = 20`),
    index('mirror_compared').on(table.accountId, table.id, table.fingerprint, table.createdAt),
    index('mirror_by_created').on(table.accountId, table.createdAt),
    index('mirror_by_reference').on(table.accountId, table.referenceId, table.mode),
  ],
);

/** Invoices of ours that Paymega, asked by id and by reference, does not know. */
export const missingAtProvider = pgTable(
  'missing_at_provider',
  {
    accountId: integer('account_id').notNull(),
    id: text().notNull(),
    askedAt: instant('asked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    foreignKey({ columns: [table.accountId, table.id], foreignColumns: [invoices.accountId, invoices.id] }),
  ],
);

/**
 * When we last asked for an invoice that is not final, and how often: the back-off of the pending look-ups.
 */
export const pendingPolls = pgTable(
  'pending_polls',
  {
    accountId: integer('account_id').notNull(),
    id: text().notNull(),
    attempts: integer().notNull(),
    polledAt: instant('polled_at').notNull(),
    nextPollAt: instant('next_poll_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.id] }),
    foreignKey({ columns: [table.accountId, table.id], foreignColumns: [invoices.accountId, invoices.id] }),
  ],
);
