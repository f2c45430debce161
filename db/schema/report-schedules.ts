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
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { DELIVERY_STATES, EXPORT_FORMATS, REPORT_CHANNELS, REPORT_PERIODS } from '../values.ts';
import { accounts } from './accounts.ts';
import { bytea, instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

/** A report that is made by itself after each day, week or month, and where it goes. Removed ones stay on record. */
export const reportSchedules = pgTable(
  'report_schedules',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    name: text().notNull(),
    // A report of SCHEDULED_REPORTS, over the days of its period.
    report: text().notNull(),
    period: text({ enum: REPORT_PERIODS }).notNull(),
    // On the account's clocks, of the day after the period.
    hour: smallint().notNull(),
    format: text({ enum: EXPORT_FORMATS }).notNull(),
    profile: text().notNull(),
    channel: text({ enum: REPORT_CHANNELS }).notNull(),
    // E-mail addresses with commas between; a folder below the server's; or an address to be called.
    target: text().notNull(),
    sealedSecret: bytea('sealed_secret'),
    isPaused: boolean('is_paused').notNull().default(false),
    createdAt: instant('created_at').notNull().defaultNow(),
    createdBy: integer('created_by')
      .notNull()
      .references(() => people.id),
    removedAt: instant('removed_at'),
  },
  (table) => [
    check('report_schedules_period', isOneOf(table.period, REPORT_PERIODS)),
    check('report_schedules_format', isOneOf(table.format, EXPORT_FORMATS)),
    check('report_schedules_channel', isOneOf(table.channel, REPORT_CHANNELS)),
    check('report_schedules_hour', sql`${table.hour} between 0 and 23`),
    check(
      'report_schedules_secret',
      sql`(${table.channel} = 'webhook') = (${table.sealedSecret} is not null)`,
    ),
    uniqueIndex('report_schedules_named').on(table.accountId, table.name).where(sql`removed_at is null`),
  ],
);

/** One report of a schedule, of one period: made once, tried until it has arrived or has failed for good. */
export const reportDeliveries = pgTable(
  'report_deliveries',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    scheduleId: bigint('schedule_id', { mode: 'bigint' })
      .notNull()
      .references(() => reportSchedules.id),
    fromDay: date('from_day').notNull(),
    toDay: date('to_day').notNull(),
    // Sent by hand, beside the one that the schedule sends of this period.
    isManual: boolean('is_manual').notNull().default(false),
    state: text({ enum: DELIVERY_STATES }).notNull().default('due'),
    attempts: integer().notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    endedAt: instant('ended_at'),
    failure: text(),
    // The export that was made for it, with its manifest.
    exportId: bigint('export_id', { mode: 'bigint' }),
    manifest: jsonb(),
  },
  (table) => [
    check('report_deliveries_state', isOneOf(table.state, DELIVERY_STATES)),
    check('report_deliveries_days', sql`${table.fromDay} <= ${table.toDay}`),
    // Two workers, or a restart, make no second one.
    uniqueIndex('report_deliveries_once').on(table.scheduleId, table.fromDay).where(sql`not is_manual`),
    index('report_deliveries_of').on(table.scheduleId, table.id),
    index('report_deliveries_due').on(table.nextAttemptAt).where(sql`state = 'due'`),
  ],
);
