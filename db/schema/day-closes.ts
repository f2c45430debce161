import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { SIGNED_FILES, SIGNED_VIEWS } from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';
import { people } from './people.ts';
import { runs } from './runs.ts';

// Written apart, for the length of its line.
const bySomebodyElse = (table: Record<'needsSecond' | 'confirmedBy' | 'closedBy', AnyPgColumn>) =>
  sql`${table.needsSecond} and ${table.confirmedBy} <> ${table.closedBy}`;

/**
 * A business day that finance has signed off, with the figures as they stood. Never changed; only confirmed by a second
 * person, where the account asks for one, and reopened, with a reason.
 */
export const dayCloses = pgTable(
  'day_closes',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    day: date().notNull(),
    // By which view its figures are: of the payments created on it, or of the money that moved on it.
    view: text({ enum: SIGNED_VIEWS }).notNull().default('created'),
    // The zone in which it was a day, and the instants that belonged to it.
    timeZone: text('time_zone'),
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    figures: jsonb().notNull(),
    // How many movements the day had, the last one that could be seen, and what could be seen beside those before it.
    movements: bigint({ mode: 'bigint' }),
    lastMovement: bigint('last_movement', { mode: 'bigint' }),
    snapshot: text(),
    // Whether the difference of the two books was explained to the cent.
    isExplained: boolean('is_explained').notNull().default(true),
    needsSecond: boolean('needs_second').notNull().default(false),
    confirmedAt: instant('confirmed_at'),
    confirmedBy: integer('confirmed_by').references(() => people.id),
    unresolved: integer().notNull(),
    pending: integer().notNull(),
    // The run that had compared the day.
    runId: bigint('run_id', { mode: 'bigint' })
      .notNull()
      .references(() => runs.id),
    note: text(),
    closedAt: instant('closed_at').notNull(),
    closedBy: integer('closed_by')
      .notNull()
      .references(() => people.id),
    reopenedAt: instant('reopened_at'),
    reopenedBy: integer('reopened_by').references(() => people.id),
    reason: text(),
  },
  (table) => [
    uniqueIndex('day_closes_one').on(table.accountId, table.day).where(sql`reopened_at is null`),
    check(
      'day_closes_reopened',
      sql`(${table.reopenedAt} is null) = (${table.reopenedBy} is null)
        and (${table.reopenedAt} is null) = (${table.reason} is null)`,
    ),
    check('day_closes_view', isOneOf(table.view, SIGNED_VIEWS)),
    check(
      'day_closes_money',
      sql`${table.view} = 'created' or (${table.timeZone} is not null and ${table.startsAt} < ${table.endsAt}
        and ${table.movements} is not null
        and ${table.lastMovement} is not null and ${table.snapshot} is not null)`,
    ),
    check(
      'day_closes_confirmed',
      sql`(${table.confirmedAt} is null) = (${table.confirmedBy} is null)
        and (${table.confirmedBy} is null or (${bySomebodyElse(table)}))`,
    ),
    check('day_closes_note', sql`${table.unresolved} + ${table.pending} = 0 or ${table.note} is not null`),
  ],
);

/** The files of a signed day, as they were when it was signed. Never changed. */
export const dayCloseFiles = pgTable(
  'day_close_files',
  {
    closeId: bigint('close_id', { mode: 'bigint' })
      .notNull()
      .references(() => dayCloses.id),
    format: text({ enum: SIGNED_FILES }).notNull(),
    // Of the content before it was packed (gzip).
    sha256: bytea('sha256').notNull(),
    rows: integer(),
    content: bytea('content').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.closeId, table.format] }),
    check('day_close_files_format', isOneOf(table.format, SIGNED_FILES)),
  ],
);
