import { z } from 'zod';
import { isoExponent } from '../../currencies.ts';
import { MoneyError, parseMinor } from '../../money.ts';
import { figuresOf, type Terms } from '../history/figures.ts';
import { type Answer, errorAnswer, invalid, jsonAnswer } from './answer.ts';
import { callAttributes } from './call-attributes.ts';
import { invoiceDocument } from './invoice-document.ts';
import { amountNumeral } from './json-text.ts';
import { newInvoice, type Order } from './new-invoice.ts';
import type { Parts } from './parts.ts';

const TERMS: Terms = { feeOnTop: false, basisPoints: 250, fixed: 0n };

/** How long the platform's own guard against double clicks looks back, where it is switched on. */
const DUPLICATE_SECONDS = 10;

const orderSchema = z.object({
  amount: amountNumeral,
  currency: z.string({ error: 'currency is missing' }),
});

const phpMap = <T extends z.ZodType>(value: T) =>
  z.union([
    z
      .array(z.unknown())
      .length(0)
      .transform(() => ({})),
    z.record(z.string(), value),
  ]);

const invoiceSchema = orderSchema.extend({
  reference_id: z.string().min(1).max(255).nullish(),
  description: z.string().max(1000).nullish(),
  service: z.string({ error: 'service is missing' }).regex(/^[a-z0-9_]{3,100}$/, 'service is unknown'),
  return_url: z.url('return_url is no URL').nullish(),
  callback_url: z.url('callback_url is no URL').nullish(),
  return_urls: z.partialRecord(z.enum(['success', 'pending', 'fail']), z.url()).nullish(),
  test_mode: z.boolean().nullish(),
  metadata: phpMap(z.unknown()).nullish(),
  customer: z.looseObject({ reference_id: z.string().nullish() }).nullish(),
});

/** `POST /payment-invoices`. 201 is the only proof that the invoice exists. */
export function createInvoice(parts: Parts, body: string): Answer {
  const call = callAttributes(invoiceSchema, body);
  if ('refusal' in call) return call.refusal;
  const { attributes } = call;
  const amount = minorOf(attributes.amount, attributes.currency);
  if (typeof amount !== 'bigint') return amount;
  if (isDuplicate(parts, attributes.reference_id) && parts.faults.strikes('duplicate429')) {
    return errorAnswer(429, {
      code: 'duplicate_request',
      title: 'Duplicate request',
      detail: 'the reference was just used',
    });
  }
  const id = parts.ledger.nextId();
  const order: Order = {
    id,
    mode: attributes.test_mode ? 'test' : 'live',
    currency: attributes.currency,
    exponent: isoExponent(attributes.currency) ?? 2,
    referenceId: attributes.reference_id ?? null,
    service: attributes.service,
    description: attributes.description ?? null,
    createdAt: parts.now(),
    customerId: attributes.customer ? `cus_${id.slice(-9)}` : null,
    callbackUrl: attributes.callback_url ?? parts.callbackUrl,
    returnUrl: attributes.return_url ?? null,
    returnUrls: attributes.return_urls ?? {},
    metadata: attributes.metadata ?? {},
    leftOut: [],
  };
  parts.ledger.create(newInvoice(order, figuresOf(amount, TERMS)));
  const view = parts.ledger.invoice(id);
  if (!view) throw new Error(`invoice ${id} was created and is not there`);
  return jsonAnswer(201, invoiceDocument(view, parts.addresses));
}

/** `POST /payment-pre-request`: the services open to an order. The shape of the answer is assumed. */
export function preRequest(body: string): Answer {
  const call = callAttributes(orderSchema, body);
  if ('refusal' in call) return call.refusal;
  const { amount, currency } = call.attributes;
  const minor = minorOf(amount, currency);
  if (typeof minor !== 'bigint') return minor;
  const code = currency.toLowerCase();
  const services = [`payment_card_${code}_hpp`, `payment_card_${code}_h2h`];
  return jsonAnswer(200, {
    data: services.map((service) => ({
      type: 'payment-services',
      id: service,
      attributes: { service, method: 'payment_card', currency, flow: 'charge' },
    })),
  });
}

function isDuplicate({ ledger, now }: Parts, reference: string | null | undefined): boolean {
  if (!reference) return false;
  return ledger.byReference(reference).some(({ createdAt }) => createdAt > now() - DUPLICATE_SECONDS);
}

function minorOf(amount: string, currency: string): bigint | Answer {
  const exponent = isoExponent(currency);
  if (exponent === undefined) return invalid('currency', `the currency ${currency} is not supported`);
  try {
    const minor = parseMinor(amount, exponent);
    return minor > 0n ? minor : invalid('amount', 'the amount must be more than 0');
  } catch (error) {
    if (error instanceof MoneyError) return invalid('amount', error.message);
    throw error;
  }
}
