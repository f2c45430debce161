import type { Invoice } from '#paymega/document.ts';
import { type Observation, observationOf } from '#reconciliation/books/observation.ts';

/** An invoice of 100.00 USD that was paid, one second after it was created; override what the test is about. */
export function anInvoice(over: Partial<Invoice> = {}): Invoice {
  const amount = over.amount ?? 10_000n;
  return {
    id: 'cpi_test1',
    mode: 'live',
    currency: 'USD',
    amount,
    referenceId: 'order-1',
    service: 'payment_card_usd_hpp',
    status: 'processed',
    resolution: 'ok',
    paymentAmount: amount,
    fee: 300n,
    deposit: amount - 300n,
    processedAmount: amount,
    processedFee: 300n,
    processedDeposit: amount - 300n,
    refundedAmount: 0n,
    chargedBackAmount: 0n,
    processedAt: 1_790_000_001,
    createdAt: 1_790_000_000,
    updatedAt: 1_790_000_001,
    ...over,
  };
}

/** The same as an observation of account `accountId`, heard on the first of November or right after it happened. */
export function anObservation(accountId: number, over: Partial<Invoice> = {}): Observation {
  const invoice = anInvoice(over);
  const receivedAt = Math.max(Date.parse('2026-11-01T12:00:00Z'), (invoice.updatedAt + 1) * 1000);
  return observationOf(invoice, accountId, new Date(receivedAt), 'callback');
}
