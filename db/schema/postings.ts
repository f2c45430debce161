import { type AnyPgColumn, bigint, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { accounts } from './accounts.ts';
import { instant, minor } from './columns.ts';
import { discrepancies } from './discrepancies.ts';
import { people } from './people.ts';

/**
 * Paymega's figures, taken into our book because a person said that they are right: the row as it was and as
 * it is, and the records that contradicted it. Append-only: one that is taken back is a further one, which
 * names it.
 */
export const postings = pgTable(
  'postings',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    invoiceId: text('invoice_id').notNull(),
    discrepancyId: minor('discrepancy_id')
      .notNull()
      .references(() => discrepancies.id),
    at: instant('at').notNull().defaultNow(),
    personId: integer('person_id').references(() => people.id),
    // The invoice in our book; null where there was, or is, none.
    before: jsonb(),
    after: jsonb(),
    conflicting: jsonb().notNull(),
    reverses: bigint({ mode: 'bigint' })
      .unique()
      .references((): AnyPgColumn => postings.id),
  },
  (table) => [index('postings_of_discrepancy').on(table.discrepancyId)],
);
