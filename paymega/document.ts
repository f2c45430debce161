import {
  type MoneyKey,
  modeAttribute,
  moneyAttribute,
  secondsAttribute,
  textAttribute,
  UnreadableInvoice,
} from './attributes.ts';
import type { ExponentOf } from './currencies.ts';
import type { Mode } from './mode.ts';
import { formatMinor } from './money.ts';
import { MOST_ID_CHARACTERS, type Resource, relatedIds } from './resource.ts';

/** One invoice as Paymega tells it, by callback or API. Money in minor units; null where it was not told. */
export type Invoice = {
  id: string;
  mode: Mode;
  currency: string;
  amount: bigint;
  referenceId: string | null;
  service: string | null;
  status: string;
  resolution: string | null;
  paymentAmount: bigint | null;
  fee: bigint | null;
  deposit: bigint | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
  processedDeposit: bigint | null;
  refundedAmount: bigint | null;
  chargedBackAmount: bigint | null;
  processedAt: number | null;
  createdAt: number | null;
  updatedAt: number;
};

/**
 * The mode of an invoice whose document says nothing of it, where nothing else does: money is assumed until told
 * otherwise. *Assumed*: Paymega's documents call `test_mode` optional.
 */
export const MODE_IF_MISSING: Mode = 'live';

/**
 * A resource → the invoice that it tells.
 * @param modeIfMissing what is known of its mode from elsewhere (whose secret signed it, say)
 * @throws UnreadableInvoice with the reason, where a figure or the identity cannot be taken exactly
 */
export function readInvoice(
  resource: Resource,
  exponentOf: ExponentOf,
  modeIfMissing: Mode = MODE_IF_MISSING,
): Invoice {
  const { attributes } = resource;
  if (resource.repeatsKeys)
    throw new UnreadableInvoice('repeated_key', 'the document names a key twice in one object');
  const id = idOf(resource);
  const status = textAttribute(attributes, 'status');
  if (!status) throw new UnreadableInvoice('missing_status', 'the document has no status');
  const currency = textAttribute(attributes, 'currency') ?? '';
  const exponent = exponentOf(currency);
  if (exponent === undefined) {
    throw new UnreadableInvoice('unknown_currency', `the currency “${currency}” is not known here`);
  }
  const money = (key: MoneyKey) => moneyAttribute(attributes, key, exponent);
  const amount = money('amount');
  if (amount === null) throw new UnreadableInvoice('bad_amount', 'the document has no amount');
  const createdAt = secondsAttribute(attributes, 'created');
  const updatedAt = secondsAttribute(attributes, 'updated') ?? createdAt;
  if (updatedAt === null)
    throw new UnreadableInvoice('missing_updated', 'it has neither “updated” nor “created”');
  return {
    id,
    mode: modeAttribute(attributes) ?? modeIfMissing,
    currency,
    amount,
    referenceId: textAttribute(attributes, 'reference_id'),
    service: textAttribute(attributes, 'service') ?? textAttribute(relatedIds(resource), 'payment-service'),
    status,
    resolution: textAttribute(attributes, 'resolution'),
    paymentAmount: money('payment_amount'),
    fee: money('fee'),
    deposit: money('deposit'),
    processedAmount: money('processed_amount'),
    processedFee: money('processed_fee'),
    processedDeposit: money('processed_deposit'),
    refundedAmount: money('refunded_amount'),
    chargedBackAmount: money('charged_back_amount'),
    processedAt: secondsAttribute(attributes, 'processed'),
    createdAt,
    updatedAt,
  };
}

/** A document that tells an invoice: readInvoice makes the same one of it again. */
export function invoiceText(invoice: Invoice, exponent: number): string {
  const text = (value: string | null) => JSON.stringify(value);
  const money = (minor: bigint | null) => (minor === null ? 'null' : formatMinor(minor, exponent));
  const attributes = {
    ...{ status: text(invoice.status), resolution: text(invoice.resolution) },
    ...{ reference_id: text(invoice.referenceId), service: text(invoice.service) },
    ...{ currency: text(invoice.currency), test_mode: invoice.mode === 'test' },
    ...{ amount: money(invoice.amount), payment_amount: money(invoice.paymentAmount) },
    ...{ fee: money(invoice.fee), deposit: money(invoice.deposit) },
    ...{ processed_amount: money(invoice.processedAmount), processed_fee: money(invoice.processedFee) },
    processed_deposit: money(invoice.processedDeposit),
    ...{
      refunded_amount: money(invoice.refundedAmount),
      charged_back_amount: money(invoice.chargedBackAmount),
    },
    ...{ processed: invoice.processedAt, created: invoice.createdAt, updated: invoice.updatedAt },
  };
  const members = Object.entries(attributes).map(([key, value]) => `"${key}":${value}`);
  return `{"data":{"type":"payment-invoices","id":${text(invoice.id)},"attributes":{${members.join(',')}}}}`;
}

/** The mode that a document tells so that it can be relied upon; null where it tells none, tells it twice, or unreadably. */
export function modeOf({ attributes, repeatsKeys }: Resource): Mode | null {
  if (repeatsKeys) return null;
  try {
    return modeAttribute(attributes);
  } catch (error) {
    if (error instanceof UnreadableInvoice) return null;
    throw error;
  }
}

function idOf({ id, reportedId }: Resource): string {
  if (id !== null) return id;
  if (reportedId === null) throw new UnreadableInvoice('missing_id', 'the document has no id');
  const message =
    reportedId.length > MOST_ID_CHARACTERS
      ? `its id has ${reportedId.length} characters, and ${MOST_ID_CHARACTERS} are the most that is taken`
      : 'its id holds a character that no id has: a blank, a control character, or one beyond ASCII';
  throw new UnreadableInvoice('bad_id', message);
}
