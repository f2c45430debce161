import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import {
  BANK_ANSWERS_TO,
  INTEGRATION_CHECK_STATES,
  STEP_OUTCOMES,
  TEST_PAYMENT_STATES,
  TEST_PAYMENT_STEPS,
} from '../values.ts';
import { accounts, currencies } from './accounts.ts';
import { instant, isOneOf } from './columns.ts';
import { people } from './people.ts';

const id = () => bigint({ mode: 'bigint' }).primaryKey().generatedAlwaysAsIdentity();

/** One run of the whole host-to-host scheme over an account, and what it found. */
export const integrationChecks = pgTable(
  'integration_checks',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    personId: integer('person_id').references(() => people.id),
    state: text({ enum: INTEGRATION_CHECK_STATES }).notNull(),
    // What was tried, in its order, with what came of it and how long it took.
    report: jsonb().notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    check('integration_checks_state', isOneOf(table.state, INTEGRATION_CHECK_STATES)),
    check('integration_checks_end', sql`(${table.state} = 'running') = (${table.endedAt} is null)`),
    index('integration_checks_newest').on(table.accountId, table.id),
  ],
);

/** A payment that a person made to prove the integration: what was asked, how far it came, what the payer must do. */
export const testPayments = pgTable(
  'test_payments',
  {
    id: id(),
    accountId: integer('account_id')
      .notNull()
      .references(() => accounts.id),
    personId: integer('person_id').references(() => people.id),
    integrationCheckId: bigint('integration_check_id', { mode: 'bigint' }).references(
      () => integrationChecks.id,
    ),
    referenceId: text('reference_id').notNull().unique(),
    currency: text()
      .notNull()
      .references(() => currencies.code),
    amount: bigint({ mode: 'bigint' }).notNull(),
    description: text(),
    service: text(),
    // The services that Paymega offered for it; null where it was not asked, or did not say.
    offered: jsonb(),
    returnUrl: text('return_url'),
    callbackUrl: text('callback_url'),
    // The outcome that the card and its expiry were chosen for (paymega/test-outcomes.ts).
    outcome: text(),
    cardHolder: text('card_holder'),
    browserInfo: jsonb('browser_info'),
    bankAnswersTo: text('bank_answers_to', { enum: BANK_ANSWERS_TO }).notNull().default('provider'),
    state: text({ enum: TEST_PAYMENT_STATES }).notNull(),
    message: text(),
    // What Paymega says is wrong, by the field of ours that it belongs to.
    errors: jsonb(),
    invoiceId: text('invoice_id'),
    gatewayStatus: text('gateway_status'),
    authMode: text('auth_mode'),
    challenge: jsonb(),
    // In the address at which we take the bank's answer, and good for nothing else.
    returnKey: text('return_key').unique(),
    sentToBankAt: instant('sent_to_bank_at'),
    returnedAt: instant('returned_at'),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    check('test_payments_state', isOneOf(table.state, TEST_PAYMENT_STATES)),
    check('test_payments_bank_answers_to', isOneOf(table.bankAnswersTo, BANK_ANSWERS_TO)),
    check('test_payments_ordered', sql`(${table.state} <> 'draft') <= (${table.service} is not null)`),
    index('test_payments_newest').on(table.accountId, table.id),
    index('test_payments_of_invoice').on(table.accountId, table.invoiceId),
    index('test_payments_unknown')
      .on(table.accountId)
      .where(sql`state in ('creating', 'creation_unknown', 'paying', 'sale_unknown')`),
  ],
);

/** Each exchange of a test payment, on record before it begins: request and answer, without keys, tokens and cards. */
export const testPaymentSteps = pgTable(
  'test_payment_steps',
  {
    id: id(),
    testPaymentId: bigint('test_payment_id', { mode: 'bigint' })
      .notNull()
      .references(() => testPayments.id),
    kind: text({ enum: TEST_PAYMENT_STEPS }).notNull(),
    startedAt: instant('started_at').notNull(),
    tookMs: integer('took_ms'),
    outcome: text({ enum: STEP_OUTCOMES }),
    message: text(),
    method: text(),
    url: text(),
    requestBody: text('request_body'),
    answerStatus: integer('answer_status'),
    // What the answer says of the invoice.
    invoiceStatus: text('invoice_status'),
    answerBody: text('answer_body'),
    // Of what the bank answered to us: that the same answer is not sent on twice.
    isSentOn: boolean('is_sent_on'),
    answerSha256: text('answer_sha256'),
  },
  (table) => [
    check('test_payment_steps_kind', isOneOf(table.kind, TEST_PAYMENT_STEPS)),
    check('test_payment_steps_outcome', isOneOf(table.outcome, STEP_OUTCOMES)),
    index('test_payment_steps_of').on(table.testPaymentId, table.id),
  ],
);
