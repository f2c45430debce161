import { literal } from '#db/literal.ts';
import { sourceOfTestPayments, stateOfTestPayment } from '../../test-payments/test-payments.ts';
import type { Clocks } from '../export-clocks.ts';
import { amount, localTime, text, time } from '../export-columns.ts';
import type { Section } from '../export-content.ts';

/** The test payments of an account, those of integration checks left out as in the list, newest first. */
export function testPaymentRows(accountId: number, clocks: Clocks): Section {
  const columns = [
    text('account', literal`accounts.slug`),
    text('test_payment_id', literal`payment.id`),
    text('reference_id', literal`payment.reference_id`),
    text('invoice_id', literal`coalesce(payment.invoice_id, reported.id)`),
    text('state', stateOfTestPayment(literal)),
    text('status', literal`book.status`),
    text('resolution', literal`book.resolution`),
    text('currency', literal`payment.currency`),
    amount('amount', literal`payment.amount`),
    text('service', literal`payment.service`),
    text('outcome', literal`payment.outcome`),
    text('gateway_status', literal`payment.gateway_status`),
    text('auth_mode', literal`payment.auth_mode`),
    text('message', literal`payment.message`),
    text('person', literal`people.email`),
    time('created_at', literal`payment.created_at`),
    localTime('created_local', clocks.at(literal`payment.created_at`)),
    time('sent_to_bank_at', literal`payment.sent_to_bank_at`),
    time('returned_at', literal`payment.returned_at`),
  ];
  return {
    name: 'test-payments',
    columns,
    of: literal`${sourceOfTestPayments(literal)} join accounts on accounts.id = payment.account_id
      where payment.account_id = ${accountId} and payment.integration_check_id is null`,
    orderBy: literal`payment.id desc`,
    currency: literal`payment.currency`,
    sums: ['amount'],
  };
}
