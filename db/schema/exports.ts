import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { DATE_FORMS, DECIMAL_SIGNS, DELIMITERS, EXPORT_FORMATS } from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

/** How a CSV is written for whoever opens it: of one person, or of all who work with an account. */
export const exportProfiles = pgTable(
  'export_profiles',
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    personId: integer('person_id').references(() => people.id, { onDelete: 'cascade' }),
    accountId: integer('account_id').references(() => accounts.id),
    name: text().notNull(),
    hasByteOrderMark: boolean('has_byte_order_mark').notNull(),
    delimiter: text({ enum: DELIMITERS }).notNull(),
    decimalSign: text('decimal_sign', { enum: DECIMAL_SIGNS }).notNull(),
    dateForm: text('date_form', { enum: DATE_FORMS }).notNull(),
    // Null is the account's own.
    timeZone: text('time_zone'),
  },
  (table) => [
    check('export_profiles_of_one', sql`(${table.personId} is null) <> (${table.accountId} is null)`),
    check('export_profiles_delimiter', isOneOf(table.delimiter, DELIMITERS)),
    check('export_profiles_decimal_sign', isOneOf(table.decimalSign, DECIMAL_SIGNS)),
    check('export_profiles_date_form', isOneOf(table.dateForm, DATE_FORMS)),
    uniqueIndex('export_profiles_of_person').on(table.personId, table.name).where(sql`person_id is not null`),
    uniqueIndex('export_profiles_of_account')
      .on(table.accountId, table.name)
      .where(sql`account_id is not null`),
  ],
);

/** Every file that was made of a list: who asked for what, and what was in it. */
export const exports = pgTable(
  'exports',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    // On whose clocks its days are counted. What is of all accounts (the audit) says so.
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    isOfAllAccounts: boolean('is_of_all_accounts').notNull().default(false),
    personId: integer('person_id').references(() => people.id),
    actor: text().notNull(),
    list: text().notNull(),
    // As it was asked for: name and value.
    filter: jsonb().$type<Record<string, string>>().notNull(),
    format: text({ enum: EXPORT_FORMATS }).notNull(),
    // How the CSV was written, as the profile was then; null for the other formats.
    profile: jsonb(),
    timeZone: text('time_zone').notNull(),
    fileName: text('file_name').notNull(),
    isInBackground: boolean('is_in_background').notNull().default(false),
    orderedAt: instant('ordered_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    attempts: integer().notNull().default(0),
    estimatedRows: bigint('estimated_rows', { mode: 'bigint' }),
    rowsDone: bigint('rows_done', { mode: 'bigint' }).notNull().default(sql`0`),
    finishedAt: instant('finished_at'),
    failedAt: instant('failed_at'),
    failure: text(),
    rows: bigint({ mode: 'bigint' }),
    // By currency, exact decimals in text.
    sums: jsonb(),
    facts: jsonb(),
    bytes: bigint({ mode: 'bigint' }),
    sha256: text(),
    // Until when the file of a background export is kept.
    expiresAt: instant('expires_at'),
  },
  (table) => [
    check('exports_list', sql`${table.list} ~ '^[a-z-]{1,40}$'`),
    check('exports_format', isOneOf(table.format, EXPORT_FORMATS)),
    check(
      'exports_finished',
      sql`(${table.finishedAt} is null) = (${table.sha256} is null)
        and (${table.finishedAt} is null) = (${table.rows} is null)`,
    ),
    check('exports_ended_once', sql`${table.finishedAt} is null or ${table.failedAt} is null`),
    index('exports_newest').on(table.accountId, table.id),
    index('exports_unfinished').on(table.id).where(sql`finished_at is null and failed_at is null`),
  ],
);

/** The file of a background export in pieces, each packed by itself, until it expires. */
export const exportPieces = pgTable(
  'export_pieces',
  {
    exportId: bigint('export_id', { mode: 'bigint' })
      .notNull()
      .references(() => exports.id),
    number: integer().notNull(),
    packed: bytea().notNull(),
  },
  (table) => [primaryKey({ columns: [table.exportId, table.number] })],
);
