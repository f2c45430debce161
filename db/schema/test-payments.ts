import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { accounts, currencies } from './accounts.ts';
import { instant } from './columns.ts';
import { people } from './people.ts';

/** A payment that a person made to prove the integration: what was asked, how far it came, what the payer must do. */
export const testPayments = pgTable(
  'test_payments',
  {
    id: bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    personId: integer('person_id').references(() => people.id),
    referenceId: text('reference_id').notNull().unique(),
    currency: text()
      .notNull()
      .references(() => currencies.code),
    amount: bigint({ mode: 'bigint' }).notNull(),
    service: text().notNull(),
    is3ds: boolean('is_3ds').notNull(),
    state: text().notNull(),
    message: text(),
    invoiceId: text('invoice_id'),
    challenge: jsonb(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    check(
      'test_payments_state',
      sql`${table.state} in ('creating', 'created', 'not_created', 'creation_unknown', 'challenged', 'sent', 'sale_refused', 'sale_unknown')`,
    ),
    check(
      'test_payments_challenge',
      sql`(${table.state} = 'challenged') <= (${table.challenge} is not null)`,
    ),
    index('test_payments_newest').on(table.accountId, table.id),
    index('test_payments_unknown').on(table.accountId).where(sql`state in ('creating', 'creation_unknown')`),
  ],
);
