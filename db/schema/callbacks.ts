import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { ASKED_BY, CHECK_OUTCOMES, SIGNED_WITH, SOURCES, VERDICTS } from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

const id = () => bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity();

/** Every verified callback, one row a request, append-only. Its body lies apart; the hash is that of the raw bytes. */
export const callbacks = pgTable(
  'callbacks',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    receivedAt: instant('received_at').notNull(),
    invoiceId: text('invoice_id'),
    mode: text().notNull(),
    status: text(),
    updatedAt: instant('updated_at'),
    verdict: text({ enum: VERDICTS }).notNull(),
    reason: text(),
    retryCount: integer('retry_count'),
    bodySha256: bytea('body_sha256').notNull(),
    // What is not known of what came before it was kept, or by no request (the example account): null.
    address: text(),
    // Pairs of name and value, in the order in which they came, redacted.
    headers: jsonb().$type<[name: string, value: string][]>(),
    signedWith: text('signed_with', { enum: SIGNED_WITH }),
    // From its first byte until it was written, milliseconds; it is answered after the commit.
    tookMs: integer('took_ms'),
    // The refused callback as which it came, where a person had it verified again.
    refusedId: bigint('refused_id', { mode: 'bigint' }),
  },
  (table) => [
    check('callbacks_signed_with', isOneOf(table.signedWith, SIGNED_WITH)),
    check('callbacks_verdict', isOneOf(table.verdict, VERDICTS)),
    check('callbacks_reason', sql`(${table.verdict} = 'quarantined') = (${table.reason} is not null)`),
    index('callbacks_of_invoice').on(table.accountId, table.invoiceId, table.id),
    index('callbacks_newest').on(table.accountId, table.receivedAt, table.id),
    index('callbacks_of_mode').on(table.accountId, table.mode, table.id),
    index('callbacks_of_verdict').on(table.accountId, table.mode, table.verdict, table.id),
    index('callbacks_quarantined').on(table.accountId, table.id).where(sql`verdict = 'quarantined'`),
  ],
);

/** What came to the callback endpoint and was not believed: bounded, rate limited, for operations to see why. */
export const refusedCallbacks = pgTable(
  'refused_callbacks',
  {
    id: id(),
    accountId: integer('account_id').references(() => accounts.id),
    receivedAt: instant('received_at').notNull(),
    reason: text().notNull(),
    message: text().notNull(),
    invoiceId: text('invoice_id'),
    httpStatus: integer('http_status').notNull(),
    excerpt: text().notNull(),
    bodySha256: bytea('body_sha256').notNull(),
    // From where it came; null for what the example account was told.
    address: text(),
    // Whether it came from somebody whose callbacks are believed, or who holds a secret of ours.
    isSender: boolean('is_sender').notNull().default(false),
    // How many of its account and reason were not kept since the one before.
    skipped: integer().notNull().default(0),
    // What Paymega said of the invoice that it claims: not kept among status checks, which nothing ever leaves.
    lookUp: text('look_up'),
    // Method and address, redacted; null, as what follows, for what came before it was kept.
    target: text(),
    headers: jsonb().$type<[name: string, value: string][]>(),
    tookMs: integer('took_ms'),
    bodyBytes: integer('body_bytes'),
    // Bytes and signature, encrypted: kept, within bounds, where another secret may make them verify.
    sealed: bytea('sealed'),
    takenInAt: instant('taken_in_at'),
    takenInAs: text('taken_in_as', { enum: VERDICTS }),
  },
  (table) => [
    index('refused_callbacks_newest').on(table.accountId, table.receivedAt, table.id),
    index('refused_callbacks_of_invoice').on(table.accountId, table.invoiceId),
  ],
);

/**
 * How many callbacks were refused in a quarter of an hour and why, those among them that were not kept: the
 * refused ones themselves are trimmed.
 */
export const refusedTotals = pgTable(
  'refused_totals',
  {
    id: id(),
    accountId: integer('account_id').references(() => accounts.id),
    quarter: instant('quarter').notNull(),
    reason: text().notNull(),
    refused: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    unique('refused_totals_of').on(table.accountId, table.quarter, table.reason).nullsNotDistinct(),
  ],
);

/** How many questions to the private API refused callbacks have brought about in a day (UTC). */
export const refusedLookUps = pgTable(
  'refused_look_ups',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    day: date().notNull(),
    asked: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.day] })],
);

/** One question to the private API about one invoice, and its answer. Append-only; the answer's body lies apart. */
export const statusChecks = pgTable(
  'status_checks',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    invoiceId: text('invoice_id'),
    referenceId: text('reference_id'),
    askedBy: text('asked_by', { enum: ASKED_BY }).notNull(),
    personId: integer('person_id').references(() => people.id),
    askedAt: instant('asked_at').notNull(),
    answeredAt: instant('answered_at').notNull(),
    outcome: text({ enum: CHECK_OUTCOMES }).notNull(),
    message: text(),
    verdict: text({ enum: VERDICTS }),
    status: text(),
    // Of the text that is kept, which is redacted; null where nothing was told.
    bodySha256: bytea('body_sha256'),
  },
  (table) => [
    check('status_checks_outcome', isOneOf(table.outcome, CHECK_OUTCOMES)),
    check('status_checks_asked_by', isOneOf(table.askedBy, ASKED_BY)),
    check('status_checks_about', sql`${table.invoiceId} is not null or ${table.referenceId} is not null`),
    index('status_checks_of_invoice').on(table.accountId, table.invoiceId, table.id),
    index('status_checks_newest').on(table.accountId, table.askedAt, table.id),
    index('status_checks_unanswered')
      .on(table.accountId, table.askedAt, table.invoiceId)
      .where(sql`outcome = 'no_answer' and asked_by = 'run'`),
  ],
);

/**
 * What Paymega told us, by callback or API, and cannot be read exactly: every body, held until the cause is gone and it is
 * replayed.
 */
export const quarantine = pgTable(
  'quarantine',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    subject: text().notNull(),
    invoiceId: text('invoice_id'),
    mode: text().notNull(),
    source: text({ enum: SOURCES }).notNull(),
    reason: text().notNull(),
    message: text().notNull(),
    body: text().notNull(),
    bodySha256: bytea('body_sha256').notNull(),
    // When the payment was created, where the document says so readably.
    createdAt: instant('created_at'),
    firstSeenAt: instant('first_seen_at').notNull(),
    lastSeenAt: instant('last_seen_at').notNull(),
    releasedAt: instant('released_at'),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.subject, table.bodySha256] }),
    check('quarantine_source', isOneOf(table.source, SOURCES)),
    index('quarantine_held').on(table.accountId).where(sql`released_at is null`),
  ],
);
