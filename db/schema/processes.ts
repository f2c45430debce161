import { bigint, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { PROCESSES } from '../values.ts';
import { instant, isOneOf } from './columns.ts';

/** The processes that work on this database, as each said itself at its start and says again as long as it lives. */
export const processes = pgTable(
  'processes',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    process: text({ enum: PROCESSES }).notNull(),
    version: text().notNull(),
    host: text().notNull(),
    pid: integer().notNull(),
    startedAt: instant('started_at').notNull(),
    seenAt: instant('seen_at').notNull().defaultNow(),
    // That it was stopped as one stops it; one that was killed is only seen no more.
    endedAt: instant('ended_at'),
    // Of the disk of its data folder.
    diskFree: bigint('disk_free', { mode: 'bigint' }),
    diskTotal: bigint('disk_total', { mode: 'bigint' }),
  },
  (table) => [
    check('processes_process', isOneOf(table.process, PROCESSES)),
    index('processes_seen').on(table.seenAt),
  ],
);
