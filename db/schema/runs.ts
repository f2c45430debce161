import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import {
  CHANGES_OUTCOMES,
  PAYMEGA_FAULTS,
  RUN_PHASES,
  RUN_SCOPES,
  RUN_STATES,
  RUN_TRIGGERS,
} from '../values.ts';
import { accounts } from './accounts.ts';
import { instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

const count = (name: string) => integer(name).notNull().default(0);

/** One reconciliation over a window, its phase and its counts. */
export const runs = pgTable(
  'runs',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    trigger: text({ enum: RUN_TRIGGERS }).notNull(),
    scope: text({ enum: RUN_SCOPES }).notNull(),
    personId: integer('person_id').references(() => people.id),
    windowFrom: instant('window_from').notNull(),
    windowTo: instant('window_to').notNull(),
    state: text({ enum: RUN_STATES }).notNull().default('queued'),
    phase: text({ enum: RUN_PHASES }).notNull().default('fetch'),
    queuedAt: instant('queued_at').notNull().defaultNow(),
    startedAt: instant('started_at'),
    finishedAt: instant('finished_at'),
    message: text(),
    // What came between us and Paymega, where that made it fail.
    fault: text({ enum: PAYMEGA_FAULTS }),
    recheckDone: count('recheck_done'),
    recheckTotal: count('recheck_total'),
    seen: count('seen'),
    matched: count('matched'),
    expected: count('expected'),
    unanswered: count('unanswered'),
    healed: count('healed'),
    opened: count('opened'),
    stillOpen: count('still_open'),
    closed: count('closed'),
    // How the list went that is sorted by change, and down to when it was to be read; null where it was not asked for.
    changes: text({ enum: CHANGES_OUTCOMES }),
    changesSince: instant('changes_since'),
    changesSeen: count('changes_seen'),
  },
  (table) => [
    check('runs_window', sql`${table.windowFrom} <= ${table.windowTo}`),
    check('runs_state', isOneOf(table.state, RUN_STATES)),
    check('runs_phase', isOneOf(table.phase, RUN_PHASES)),
    check('runs_trigger', isOneOf(table.trigger, RUN_TRIGGERS)),
    check('runs_scope', isOneOf(table.scope, RUN_SCOPES)),
    check('runs_fault', isOneOf(table.fault, PAYMEGA_FAULTS)),
    check('runs_changes', isOneOf(table.changes, CHANGES_OUTCOMES)),
    uniqueIndex('runs_one_at_a_time').on(table.accountId).where(sql`state = 'running'`),
    index('runs_newest').on(table.accountId, table.id),
    // Which days were compared of late: the many recent runs never hold a whole one.
    index('runs_of_whole_days')
      .on(table.accountId, table.finishedAt)
      .where(sql`state = 'finished' and scope <> 'recent'`),
  ],
);

/**
 * A part of a run's window. What is fetched stays fetched when the worker dies. A short one is a part of such a part: of
 * it Paymega counts more than its list showed, and `not_compared` of those were not found in another way either.
 */
export const runSlices = pgTable(
  'run_slices',
  {
    runId: bigint('run_id', { mode: 'bigint' })
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    number: integer().notNull(),
    sliceFrom: instant('slice_from').notNull(),
    sliceTo: instant('slice_to').notNull(),
    seen: count('seen'),
    beganAt: instant('began_at'),
    fetchedAt: instant('fetched_at'),
    // Its list is known to be incomplete: nothing of it counts as compared.
    isShort: boolean('is_short').notNull().default(false),
    listed: integer(),
    providerTotal: integer('provider_total'),
    notCompared: count('not_compared'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.number] })],
);

/**
 * Which times of creation finished runs have compared, and since when Paymega's side of each has stood: a run that
 * finishes puts its slices down (a trigger), save those that were short. Stretches of an account never overlap.
 */
export const comparedStretches = pgTable(
  'compared_stretches',
  {
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    comparedFrom: instant('compared_from').notNull(),
    comparedTo: instant('compared_to').notNull(),
    // When the list began to be read: what our book heard later was not compared.
    readAt: instant('read_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.comparedFrom] })],
);

/** What a run asks by id: invoices that the list did not show, and those that are not final. */
export const runRechecks = pgTable(
  'run_rechecks',
  {
    runId: bigint('run_id', { mode: 'bigint' })
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    invoiceId: text('invoice_id').notNull(),
    // `changed`: not asked for by id, because the list that is sorted by change told of it.
    outcome: text(),
    askedAt: instant('asked_at'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.invoiceId] })],
);
