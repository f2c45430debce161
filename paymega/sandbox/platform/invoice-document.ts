import type { InvoiceView } from './invoice-view.ts';
import { amountNumber } from './json-text.ts';

/** Where the documents' links lead, and the token that opens the card gateway for an invoice. */
export type Addresses = { apiUrl: string; cardgateUrl: string; token: (id: string) => string };

/** The resource as the private API shows it and a callback tells it. */
export function invoiceResource(view: InvoiceView, addresses: Addresses) {
  return {
    type: 'payment-invoices',
    id: view.id,
    attributes: without(view.leftOut, attributesOf(view, addresses)),
    relationships: {
      'payment-service': { data: { type: 'payment-services', id: view.service } },
      'payment-method': { data: { type: 'payment-methods', id: 'payment_card' } },
      customer: { data: view.customerId && { type: 'customers', id: view.customerId } },
    },
    links: { self: `${addresses.apiUrl}/payment-invoices/${view.id}` },
  };
}

/** The body of a document that holds one invoice. */
export function invoiceDocument(view: InvoiceView, addresses: Addresses) {
  return { data: invoiceResource(view, addresses) };
}

function without(leftOut: readonly string[], attributes: object): object {
  if (leftOut.length === 0) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !leftOut.includes(key)));
}

function attributesOf(view: InvoiceView, addresses: Addresses) {
  const money = (minor: bigint | null) => (minor === null ? null : amountNumber(minor, view.exponent));
  return {
    status: view.status,
    resolution: view.resolution,
    moderation_required: false,
    amount: money(view.amount),
    payment_amount: money(view.paymentAmount),
    currency: view.currency,
    service_amount: money(view.amount),
    payment_service_amount: money(view.paymentAmount),
    exchange_rate: 1,
    service_currency: view.currency,
    reference_id: view.referenceId,
    test_mode: view.mode === 'test',
    fee: money(view.fee),
    deposit: money(view.deposit),
    processed: view.processedAt,
    processed_amount: money(view.processedAmount),
    processed_fee: money(view.processedFee),
    processed_deposit: money(view.processedDeposit),
    refunded: view.refundedAt,
    refunded_amount: money(view.refundedAmount),
    refunded_fee: money(view.refundedFee),
    charged_back_amount: money(view.chargedBackAmount),
    failed: view.failedAt,
    metadata: phpMap(view.metadata),
    flow_data: flowData(view, addresses),
    flow: 'charge',
    payment_flow: 'charge',
    created: view.createdAt,
    updated: view.updatedAt,
    payload: [],
    description: view.description,
    callback_url: view.callbackUrl,
    return_url: view.returnUrl,
    return_urls: Object.keys(view.returnUrls).length > 0 ? view.returnUrls : undefined,
    original_data: originalData(view),
  };
}

function flowData(view: InvoiceView, { cardgateUrl, token }: Addresses) {
  return {
    action: `${cardgateUrl}/payment/sale`,
    method: 'POST',
    params: [],
    metadata: { sid: view.id.slice(-9), token: token(view.id) },
  };
}

function originalData({ resolution }: InvoiceView) {
  if (resolution === null || resolution === 'ok') return [];
  return { original_resolution_message: resolution.replaceAll('_', ' ') };
}

// PHP writes an empty map as [].
function phpMap(map: Readonly<Record<string, unknown>>): unknown {
  return Object.keys(map).length > 0 ? map : [];
}
