import { z } from 'zod';
import { isoExponent } from '../../currencies.ts';
import { figuresOf, type Terms } from '../history/figures.ts';
import { type Answer, errorAnswer, jsonAnswer } from './answer.ts';
import { callAttributes } from './call-attributes.ts';
import type { Faults } from './faults.ts';
import { invoiceDocument } from './invoice-document.ts';
import type { InvoiceView } from './invoice-view.ts';
import { newInvoice, type Order } from './new-invoice.ts';
import { minorOf, orderSchema, requiredText } from './order.ts';
import type { Call, Parts } from './parts.ts';
import { serviceRefusal } from './services.ts';

const TERMS: Terms = { feeOnTop: false, basisPoints: 250, fixed: 0n };

/** How long the platform's own guard against double clicks looks back, where it is switched on. */
const DUPLICATE_SECONDS = 10;

const phpMap = <T extends z.ZodType>(value: T) =>
  z.union([
    z
      .array(z.unknown())
      .length(0)
      .transform(() => ({})),
    z.record(z.string(), value),
  ]);

const webAddress = (name: string) => requiredText(name).pipe(z.url(`${name} is no URL`));

const invoiceSchema = orderSchema.extend({
  reference_id: requiredText('reference_id').min(1, 'reference_id is empty').max(255),
  description: requiredText('description').max(1000),
  service: requiredText('service'),
  return_url: webAddress('return_url'),
  callback_url: webAddress('callback_url'),
  return_urls: z.partialRecord(z.enum(['success', 'pending', 'fail']), z.url()).nullish(),
  test_mode: z.boolean('test_mode must be true or false').optional(),
  metadata: phpMap(z.unknown()).nullish(),
  customer: z.looseObject({ reference_id: z.string().nullish() }).nullish(),
});
type Attributes = z.infer<typeof invoiceSchema>;

const FORM = { type: 'payment-invoices', attributes: invoiceSchema };

/** `POST /payment-invoices`. 201 is the only proof that the invoice exists. */
export function createInvoice(parts: Parts, call: Call): Answer {
  const read = callAttributes(FORM, call);
  if ('refusal' in read) return read.refusal;
  const { attributes } = read;
  const amount = minorOf(attributes.amount, attributes.currency);
  if (typeof amount !== 'bigint') return amount;
  const refusal = serviceRefusal(attributes.service, attributes.currency, amount);
  if (refusal) return refusal;
  if (isDuplicate(parts, attributes.reference_id) && parts.faults.strikes('duplicate429')) {
    return errorAnswer(429, {
      code: 'duplicate_request',
      title: 'Duplicate request',
      detail: 'the reference was just used',
    });
  }
  const order = orderOf(parts, attributes);
  parts.ledger.create(newInvoice(order, figuresOf(amount, TERMS)));
  const view = parts.ledger.invoice(order.id);
  if (!view) throw new Error(`invoice ${order.id} was created and is not there`);
  return jsonAnswer(201, invoiceDocument(asAnswered(parts.faults, view), parts.addresses));
}

function orderOf({ ledger, now }: Parts, attributes: Attributes): Order {
  const id = ledger.nextId();
  return {
    id,
    mode: attributes.test_mode ? 'test' : 'live',
    currency: attributes.currency,
    exponent: isoExponent(attributes.currency) ?? 2,
    referenceId: attributes.reference_id,
    service: attributes.service,
    description: attributes.description,
    createdAt: now(),
    customerId: attributes.customer ? `cus_${id.slice(-9)}` : null,
    callbackUrl: attributes.callback_url,
    returnUrl: attributes.return_url,
    returnUrls: attributes.return_urls ?? {},
    metadata: attributes.metadata ?? {},
    leftOut: [],
  };
}

function isDuplicate({ ledger, now }: Parts, reference: string): boolean {
  return ledger.byReference(reference).some(({ createdAt }) => createdAt > now() - DUPLICATE_SECONDS);
}

/** The invoice as this one answer tells it: what the book holds of it is right, whatever strikes. */
function asAnswered(faults: Faults, view: InvoiceView): InvoiceView {
  const otherCurrency = view.currency === 'EUR' ? 'USD' : 'EUR';
  return {
    ...view,
    ...(faults.strikes('wrongAmountInAnswer') && figuresOf(view.amount + 1n, TERMS)),
    ...(faults.strikes('liveInAnswer') && { mode: 'live' }),
    ...(faults.strikes('otherReferenceInAnswer') && { referenceId: `${view.referenceId}-other` }),
    ...(faults.strikes('otherCurrencyInAnswer') && { currency: otherCurrency }),
  };
}
