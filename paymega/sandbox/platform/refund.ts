import { z } from 'zod';
import { MoneyError, parseMinor } from '../../money.ts';
import { statusFacts } from '../../statuses.ts';
import { type Answer, invalid, jsonAnswer, notFound } from './answer.ts';
import { callAttributes } from './call-attributes.ts';
import { invoiceDocument } from './invoice-document.ts';
import type { InvoiceView } from './invoice-view.ts';
import { amountNumeral } from './json-text.ts';
import { changeAndNotify } from './notifications.ts';
import type { Call, Parts } from './parts.ts';

const REFUND_TAKES_SECONDS = 2;

const refundSchema = z.object({
  amount: amountNumeral.nullish(),
  reference_id: z.string().max(255).nullish(),
  description: z.string().max(1000).nullish(),
});

/**
 * `POST /payment-invoices/{id}/refund`: `refunding` at once, the outcome seconds later by callback. That the answer
 * is the invoice's document is assumed.
 */
export function refundInvoice(parts: Parts, id: string, call: Call): Answer {
  const view = parts.ledger.invoice(id);
  if (!view) return notFound(`no invoice ${id}`);
  const read = callAttributes({ type: 'refund', id, attributes: refundSchema }, call);
  if ('refusal' in read) return read.refusal;
  const left = (view.processedAmount ?? 0n) - view.refundedAmount - view.chargedBackAmount;
  if (!statusFacts(view.status).tookMoney || view.status === 'refunding' || left <= 0n) {
    return invalid('amount', `nothing can be refunded of an invoice that is ${view.status}`);
  }
  const amount = amountOf(read.attributes.amount ?? null, left, view);
  if (typeof amount !== 'bigint') return amount;
  const refunding = changeAndNotify(parts, id, { status: 'refunding' });
  const status = amount === left ? 'refunded' : 'partially_refunded';
  const refundedAmount = view.refundedAmount + amount;
  parts.scheduler.at(parts.now() + REFUND_TAKES_SECONDS, () => {
    changeAndNotify(parts, id, { status, refundedAmount, refundedAt: parts.now() });
  });
  return jsonAnswer(201, invoiceDocument(refunding, parts.addresses));
}

function amountOf(numeral: string | null, left: bigint, { exponent }: InvoiceView): bigint | Answer {
  if (numeral === null) return left;
  try {
    const minor = parseMinor(numeral, exponent);
    return minor > 0n && minor <= left ? minor : invalid('amount', 'that much cannot be refunded');
  } catch (error) {
    if (error instanceof MoneyError) return invalid('amount', error.message);
    throw error;
  }
}
