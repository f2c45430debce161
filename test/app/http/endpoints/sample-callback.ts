/** A callback's body with everything that a real one carries: the invoice document, laid out as Paymega's PHP does. */
export function sampleCallback(id: string, over: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    data: {
      type: 'payment-invoices',
      id,
      attributes: { ...ATTRIBUTES, reference_id: `order-of-${id}`, ...over },
      relationships: {
        'payment-service': { data: { type: 'payment-services', id: 'payment_card_usd_hpp' } },
        'payment-method': { data: null },
        customer: null,
      },
      links: { self: `https://api.paymega.io/payment-invoices/${id}` },
    },
  }).replaceAll('/', '\\/');
}

const ATTRIBUTES = {
  ...{ status: 'processed', resolution: 'ok', moderation_required: false },
  ...{ amount: 3.33, payment_amount: 3.33, currency: 'USD' },
  ...{ service_amount: 3.33, payment_service_amount: 3.33, exchange_rate: 1, service_currency: 'USD' },
  ...{ reference_id: '', test_mode: false, fee: 0.1, deposit: 3.23 },
  ...{ processed: 1_790_000_060, processed_amount: 3.33, processed_fee: 0.1, processed_deposit: 3.23 },
  ...{ refunded: null, refunded_amount: null, refunded_fee: null, charged_back_amount: null, failed: null },
  metadata: [],
  flow_data: {
    action: 'https://pay.example/charge',
    method: 'POST',
    params: [],
    metadata: { sid: 'sid_1', token: 'bearer-token-that-nobody-may-keep' },
  },
  ...{ flow: 'charge', payment_flow: 'charge', created: 1_790_000_000, updated: 1_790_000_060 },
  ...{
    payload: [],
    description: 'Zwölf Espressobohnen – “fair”',
    callback_url: 'https://shop.example/callbacks',
  },
  return_url: 'https://shop.example/return',
  original_data: { original_resolution_message: 'Approved' },
  an_attribute_of_tomorrow: { nobody: ['knows', 'it'] },
};
