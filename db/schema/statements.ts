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
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { LINE_STATES, LINE_TYPES, MODES, STATEMENT_KINDS } from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { bytea, instant, isOneOf, minor } from './columns.ts';
import { people } from './people.ts';

const id = () => bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity();
const account = () =>
  integer('account_id')
    .notNull()
    .references(() => accounts.id);

/** A file of Paymega's portal that was imported. Append-only: the file itself is not kept, its hash is. */
export const statementFiles = pgTable(
  'statement_files',
  {
    id: id(),
    accountId: account(),
    mode: text({ enum: MODES }).notNull(),
    kind: text({ enum: STATEMENT_KINDS }).notNull(),
    fileName: text('file_name').notNull(),
    sha256: bytea('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    format: text().notNull(),
    encoding: text(),
    delimiter: text(),
    mapping: jsonb().notNull(),
    goodRows: integer('good_rows').notNull(),
    badRows: integer('bad_rows').notNull(),
    importedAt: instant('imported_at').notNull(),
    importedBy: text('imported_by').notNull(),
    personId: integer('person_id').references(() => people.id),
  },
  (table) => [
    check('statement_files_kind', isOneOf(table.kind, STATEMENT_KINDS)),
    check('statement_files_mode', isOneOf(table.mode, MODES)),
    uniqueIndex('statement_files_once').on(table.accountId, table.sha256),
    index('statement_files_newest').on(table.accountId, table.mode, table.id),
  ],
);

/**
 * What a file says of one business day in one currency. Of several, the one imported last counts; a day
 * that had no payment has one without lines. Append-only.
 */
export const statements = pgTable(
  'statements',
  {
    id: id(),
    fileId: bigint('file_id', { mode: 'bigint' })
      .notNull()
      .references(() => statementFiles.id),
    accountId: account(),
    mode: text({ enum: MODES }).notNull(),
    kind: text({ enum: STATEMENT_KINDS }).notNull(),
    currency: text()
      .notNull()
      .references(() => currencies.code),
    day: date().notNull(),
    // Whether it holds all that there was of the day, so that what it does not hold is missing.
    isWhole: boolean('is_whole').notNull(),
    openingBalance: minor('opening_balance'),
    closingBalance: minor('closing_balance'),
    reserve: minor('reserve'),
    // The first line after which the balance is not what it was before and what moved; null where it always
    // is.
    brokenLine: integer('broken_line'),
    brokenBy: minor('broken_by'),
    lines: integer().notNull(),
  },
  (table) => [
    check('statements_kind', isOneOf(table.kind, STATEMENT_KINDS)),
    check('statements_mode', isOneOf(table.mode, MODES)),
    check('statements_broken', sql`(${table.brokenLine} is null) = (${table.brokenBy} is null)`),
    unique('statements_once').on(table.fileId, table.currency, table.day),
    index('statements_of_day').on(
      table.accountId,
      table.mode,
      table.day,
      table.currency,
      table.kind,
      table.id,
    ),
  ],
);

/** One line of a statement, without what it says of people. Amounts in minor units. Append-only. */
export const statementLines = pgTable(
  'statement_lines',
  {
    id: id(),
    statementId: bigint('statement_id', { mode: 'bigint' })
      .notNull()
      .references(() => statements.id),
    accountId: integer('account_id').notNull(),
    // Its place in the file, counted from 1 as a spreadsheet does.
    line: integer().notNull(),
    type: text({ enum: LINE_TYPES }).notNull(),
    at: instant('at'),
    transactionId: text('transaction_id'),
    invoiceId: text('invoice_id'),
    referenceId: text('reference_id'),
    service: text(),
    description: text(),
    status: text(),
    // Signed: what was taken is above nothing, what was returned or paid out below.
    amount: minor('amount').notNull(),
    // What was charged is above nothing.
    fee: minor('fee'),
    // What it does to the balance.
    effect: minor('effect').notNull(),
    balance: minor('balance'),
    reserve: minor('reserve'),
    // Of the invoice export.
    createdAt: instant('created_at'),
    updatedAt: instant('updated_at'),
    processedAmount: minor('processed_amount'),
    processedFee: minor('processed_fee'),
    refundedAmount: minor('refunded_amount'),
    chargedBackAmount: minor('charged_back_amount'),
    chargedBackFee: minor('charged_back_fee'),
  },
  (table) => [
    check('statement_lines_type', isOneOf(table.type, LINE_TYPES)),
    unique('statement_lines_once').on(table.statementId, table.line),
    // By what a line is looked up when its invoice is matched again; most name the invoice.
    index('statement_lines_of_invoice')
      .on(table.accountId, table.invoiceId)
      .where(sql`invoice_id is not null`),
    index('statement_lines_of_reference')
      .on(table.accountId, table.referenceId)
      .where(sql`invoice_id is null and reference_id is not null`),
    index('statement_lines_of_returns')
      .on(table.statementId)
      .where(sql`invoice_id is null and type in ('refund', 'chargeback')`),
  ],
);

/** A row of a file that could not be read, and why; cells that speak of people are left out. Append-only. */
export const statementBadRows = pgTable(
  'statement_bad_rows',
  {
    fileId: bigint('file_id', { mode: 'bigint' })
      .notNull()
      .references(() => statementFiles.id),
    line: integer().notNull(),
    reason: text().notNull(),
    cells: jsonb().notNull(),
  },
  (table) => [primaryKey({ columns: [table.fileId, table.line] })],
);

/**
 * What the last matching found of each line: with which invoice, and whether they agree. Made anew by each
 * matching.
 */
export const statementMatches = pgTable(
  'statement_matches',
  {
    lineId: bigint('line_id', { mode: 'bigint' })
      .notNull()
      .references(() => statementLines.id),
    invoiceId: text('invoice_id').notNull(),
    state: text({ enum: LINE_STATES }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.lineId, table.invoiceId] }),
    check('statement_matches_state', isOneOf(table.state, LINE_STATES)),
  ],
);

/**
 * The books as they stood when a day's statements were matched with them: another digest, and the day is
 * matched again.
 */
export const statementDays = pgTable(
  'statement_days',
  {
    accountId: account(),
    mode: text({ enum: MODES }).notNull(),
    day: date().notNull(),
    booksDigest: text('books_digest').notNull(),
    matchedAt: instant('matched_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.mode, table.day] }),
    check('statement_days_mode', isOneOf(table.mode, MODES)),
  ],
);

/**
 * How files of one layout are read: which column is what, and how figures and times are written. By name
 * and by header.
 */
export const statementMappings = pgTable(
  'statement_mappings',
  {
    accountId: account(),
    name: text().notNull(),
    headerSha256: bytea('header_sha256').notNull(),
    mapping: jsonb().notNull(),
    savedAt: instant('saved_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.name] }),
    index('statement_mappings_of_header').on(table.accountId, table.headerSha256),
  ],
);

/**
 * A file between its upload and its import: its cells, packed, without those that speak of people. Kept for
 * an hour.
 */
export const statementDrafts = pgTable(
  'statement_drafts',
  {
    id: id(),
    accountId: account(),
    personId: integer('person_id').references(() => people.id),
    fileName: text('file_name').notNull(),
    sha256: bytea('sha256').notNull(),
    sizeBytes: integer('size_bytes').notNull(),
    format: text().notNull(),
    encoding: text(),
    delimiter: text(),
    withheld: smallint().array().notNull(),
    cells: bytea('cells').notNull(),
    mapping: jsonb().notNull(),
    uploadedAt: instant('uploaded_at').notNull(),
  },
  (table) => [index('statement_drafts_oldest').on(table.uploadedAt)],
);
