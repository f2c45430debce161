import { formatMinor } from '../../money.ts';
import type { Shown } from './invoice-view.ts';
import { numeral } from './json-text.ts';

/** Where the documents' links lead, and the token that opens the card gateway for an invoice. */
export type Addresses = { apiUrl: string; cardgateUrl: string; token: (id: string) => string };

/** The resource as the private API shows it and a callback tells it. */
export function invoiceResource(shown: Shown, addresses: Addresses) {
  return {
    type: 'payment-invoices',
    id: shown.id,
    attributes: without(shown.leftOut, attributesOf(shown, addresses)),
    relationships: {
      'payment-service': { data: { type: 'payment-services', id: shown.service } },
      'payment-method': { data: { type: 'payment-methods', id: 'payment_card' } },
      customer: { data: shown.customerId && { type: 'customers', id: shown.customerId } },
    },
    links: { self: `${addresses.apiUrl}/payment-invoices/${shown.id}` },
  };
}

/** The body of a document that holds one invoice. */
export function invoiceDocument(shown: Shown, addresses: Addresses) {
  return { data: invoiceResource(shown, addresses) };
}

function without(leftOut: readonly string[], attributes: object): object {
  if (leftOut.length === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !leftOut.includes(key)));
}

function attributesOf(shown: Shown, addresses: Addresses) {
  const money = (minor: bigint | null) =>
    minor === null ? null : numeral(shortest(formatMinor(minor, shown.exponent)));
  return {
    status: shown.status,
    resolution: shown.resolution,
    moderation_required: false,
    amount: money(shown.amount),
    payment_amount: money(shown.paymentAmount),
    currency: shown.currency,
    service_amount: money(shown.amount),
    payment_service_amount: money(shown.paymentAmount),
    exchange_rate: 1,
    service_currency: shown.currency,
    reference_id: shown.referenceId,
    test_mode: shown.mode === 'test',
    fee: money(shown.fee),
    deposit: money(shown.deposit),
    processed: shown.processedAt,
    processed_amount: money(shown.processedAmount),
    processed_fee: money(shown.processedFee),
    processed_deposit: money(shown.processedDeposit),
    refunded: shown.refundedAt,
    refunded_amount: money(shown.refundedAmount),
    refunded_fee: money(shown.refundedFee),
    charged_back_amount: money(shown.chargedBackAmount),
    failed: shown.failedAt,
    metadata: phpMap(shown.metadata),
    flow_data: flowData(shown, addresses),
    flow: 'charge',
    payment_flow: 'charge',
    created: shown.createdAt,
    updated: shown.updatedAt,
    payload: [],
    description: shown.description,
    callback_url: shown.callbackUrl,
    return_url: shown.returnUrl,
    return_urls: Object.keys(shown.returnUrls).length > 0 ? shown.returnUrls : undefined,
    original_data: originalData(shown),
  };
}

function flowData(shown: Shown, { cardgateUrl, token }: Addresses) {
  return {
    action: `${cardgateUrl}/payment/sale`,
    method: 'POST',
    params: [],
    metadata: { sid: shown.id.slice(-9), token: token(shown.id) },
  };
}

function originalData({ resolution }: Shown) {
  if (resolution === null || resolution === 'ok') return [];
  return { original_resolution_message: resolution.replaceAll('_', ' ') };
}

// PHP writes an empty map as [].
function phpMap(map: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(map).length > 0 ? map : [];
}

// PHP writes 17.00 as 17 and 3.30 as 3.3.
function shortest(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
