import { sql } from 'drizzle-orm';
import { bigint, check, date, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { instant } from './columns.ts';
import { people } from './people.ts';
import { runs } from './runs.ts';

/** A business day that finance has signed off, with the figures as they stood. Never changed; only reopened, with a reason. */
export const dayCloses = pgTable(
  'day_closes',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    day: date().notNull(),
    figures: jsonb().notNull(),
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
    check('day_closes_note', sql`${table.unresolved} + ${table.pending} = 0 or ${table.note} is not null`),
  ],
);
