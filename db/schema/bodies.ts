import { bigint, check, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { BODY_SOURCES } from '../values.ts';
import { instant, isOneOf } from './columns.ts';

/**
 * The bodies of callbacks, redacted. Partitioned by the month (UTC) of `received_at`, which Drizzle cannot say: the table of
 * a month is dropped as a whole, and nothing else ever leaves.
 */
export const callbackBodies = pgTable(
  'callback_bodies',
  {
    // No foreign key: it would be looked up for every callback, and both are written by one statement.
    callbackId: bigint('callback_id', { mode: 'bigint' }).notNull(),
    receivedAt: instant('received_at').notNull(),
    body: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.callbackId, table.receivedAt] })],
);

/** What the private API answered, redacted. Partitioned as the bodies of callbacks are, by `asked_at`. */
export const statusCheckBodies = pgTable(
  'status_check_bodies',
  {
    statusCheckId: bigint('status_check_id', { mode: 'bigint' }).notNull(),
    askedAt: instant('asked_at').notNull(),
    body: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.statusCheckId, table.askedAt] })],
);

/** The months whose bodies were dropped. Written by the function that drops them alone. */
export const trimmedBodies = pgTable(
  'trimmed_bodies',
  {
    source: text({ enum: BODY_SOURCES }).notNull(),
    month: date().notNull(),
    trimmedAt: instant('trimmed_at').notNull(),
    // After how many months bodies went then.
    keptMonths: integer('kept_months').notNull(),
    bodies: bigint({ mode: 'number' }).notNull(),
    bytes: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.month] }),
    check('trimmed_bodies_source', isOneOf(table.source, BODY_SOURCES)),
  ],
);
