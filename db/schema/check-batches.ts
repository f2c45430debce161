import { bigint, check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { CHECK_OUTCOMES, MODES } from '../values.ts';
import { accounts } from './accounts.ts';
import { instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

/** Many status checks that somebody asked for at once. */
export const checkBatches = pgTable(
  'check_batches',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    mode: text({ enum: MODES }).notNull(),
    personId: integer('person_id')
      .notNull()
      .references(() => people.id),
    createdAt: instant('created_at').notNull().defaultNow(),
    cancelledAt: instant('cancelled_at'),
    finishedAt: instant('finished_at'),
  },
  (table) => [
    check('check_batches_mode', isOneOf(table.mode, MODES)),
    index('check_batches_newest').on(table.accountId, table.id),
  ],
);

/** One of them: the status of before, and what Paymega said. */
export const checkBatchItems = pgTable(
  'check_batch_items',
  {
    batchId: bigint('batch_id', { mode: 'bigint' })
      .notNull()
      .references(() => checkBatches.id),
    invoiceId: text('invoice_id').notNull(),
    before: text().notNull(),
    outcome: text({ enum: CHECK_OUTCOMES }),
    status: text(),
    message: text(),
    askedAt: instant('asked_at'),
  },
  (table) => [
    primaryKey({ columns: [table.batchId, table.invoiceId] }),
    check('check_batch_items_outcome', isOneOf(table.outcome, CHECK_OUTCOMES)),
  ],
);
