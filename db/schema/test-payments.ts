import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { TEST_PAYMENT_STATES } from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { instant, isOneOf } from './columns.ts';
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
    state: text({ enum: TEST_PAYMENT_STATES }).notNull(),
    message: text(),
    invoiceId: text('invoice_id'),
    challenge: jsonb(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    check('test_payments_state', isOneOf(table.state, TEST_PAYMENT_STATES)),
    check(
      'test_payments_challenge',
      sql`(${table.state} = 'challenged') <= (${table.challenge} is not null)`,
    ),
    index('test_payments_newest').on(table.accountId, table.id),
    index('test_payments_unknown').on(table.accountId).where(sql`state in ('creating', 'creation_unknown')`),
  ],
);
