import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { instant } from './columns.ts';

// Triggers on the books and on the callbacks add a row of changes with every statement, in its transaction, so that a
// total is right by construction and no two writers wait for one row. Who reads sums them; a job folds them together.
const kept = () => ({
  id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
  accountId: integer('account_id').notNull(),
  mode: text().notNull(),
  isFolded: boolean('is_folded').notNull().default(false),
});
const count = (name: string) => bigint(name, { mode: 'bigint' }).notNull();

/** What both books hold, by when the invoices were created. Money in minor units; sums may be larger than any amount. */
export const bookTotals = pgTable(
  'book_totals',
  {
    ...kept(),
    // A quarter of an hour is the largest step that every time zone's day is made of.
    quarter: instant('quarter').notNull(),
    book: text().notNull(),
    currency: text().notNull(),
    invoices: count('invoices'),
    // Final ones, and those of them whose final state the private API told before a callback did (in our book only).
    final: count('final'),
    unreported: count('unreported'),
    paid: count('paid'),
    gross: numeric().notNull(),
    fees: numeric().notNull(),
    returned: numeric().notNull(),
  },
  (table) => [
    check('book_totals_book', sql`${table.book} in ('ours', 'theirs')`),
    uniqueIndex('book_totals_folded')
      .on(table.accountId, table.book, table.mode, table.quarter, table.currency)
      .where(sql`is_folded`),
    index('book_totals_by_quarter').on(table.accountId, table.book, table.mode, table.quarter),
    index('book_totals_fresh').on(table.accountId, table.mode, table.quarter).where(sql`not is_folded`),
  ],
);

/**
 * How the payments of a quarter of an hour pair up. It holds while nothing of the quarter waits to be folded, and no more was
 * folded since it was counted: a trigger raises the version in the statement that folds. Who finds it otherwise counts anew.
 */
export const bookPairs = pgTable(
  'book_pairs',
  {
    accountId: integer('account_id').notNull(),
    mode: text().notNull(),
    quarter: instant('quarter').notNull(),
    version: bigint({ mode: 'bigint' }).notNull().default(sql`1`),
    countedVersion: bigint('counted_version', { mode: 'bigint' }).notNull().default(sql`0`),
    agreeing: integer().notNull().default(0),
    // The others, by id and creation: in one book alone, or told otherwise by the other.
    apartIds: text('apart_ids').array().notNull().default(sql`'{}'`),
    apartCreatedAt: instant('apart_created_at').array().notNull().default(sql`'{}'`),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.mode, table.quarter] }),
    index('book_pairs_stale').on(table.quarter).where(sql`counted_version <> version`),
  ],
);

/** How many callbacks came, by when they came, what they were worth and how late they were. */
export const callbackTotals = pgTable(
  'callback_totals',
  {
    ...kept(),
    hour: instant('hour').notNull(),
    verdict: text().notNull(),
    isRetry: boolean('is_retry').notNull(),
    // Steps of a tenth, from one second on; -1 where the delay says nothing (delay_step in the migrations).
    delayStep: smallint('delay_step').notNull(),
    callbacks: count('callbacks'),
  },
  (table) => [
    uniqueIndex('callback_totals_folded')
      .on(table.accountId, table.mode, table.hour, table.verdict, table.isRetry, table.delayStep)
      .where(sql`is_folded`),
    index('callback_totals_by_hour').on(table.accountId, table.mode, table.hour),
    index('callback_totals_fresh').on(table.id).where(sql`not is_folded`),
  ],
);
