/**
 * The JSON text of an invoice document as Paymega writes one: 100.00 USD, paid, live. Amounts in `over` that are
 * numerals come out character for character, as JSON numbers; `undefined` leaves an attribute out.
 */
export function documentText(over: Record<string, unknown> = {}, id: unknown = 'cpi_test1'): string {
  const attributes = Object.entries({ ...PAID, ...over }).map(([key, value]) => [key, marked(key, value)]);
  const data = {
    type: 'payment-invoices',
    id,
    attributes: Object.fromEntries(attributes),
    relationships: [],
  };
  return JSON.stringify({ data }).replaceAll(MARKED, '$1');
}

/** A JSON number, character for character, for any attribute (or the id). */
export function asNumber(numeral: string): string {
  return `\u0001${numeral}`;
}

// A character that no text of an invoice holds.
const MARKED = /"\\u0001([^"]*)"/g;
const NUMERAL = /^-?\d[\d.eE+-]*$/;

function marked(key: string, value: unknown): unknown {
  return MONEY_KEYS.includes(key) && typeof value === 'string' && NUMERAL.test(value)
    ? asNumber(value)
    : value;
}

const MONEY_KEYS = [
  'amount',
  'payment_amount',
  'fee',
  'deposit',
  'processed_amount',
  'processed_fee',
  'processed_deposit',
  'refunded_amount',
  'charged_back_amount',
];

const PAID = {
  status: 'processed',
  resolution: 'ok',
  currency: 'USD',
  reference_id: 'order-1',
  service: 'payment_card_usd_hpp',
  test_mode: false,
  amount: '100',
  payment_amount: '100',
  fee: '3',
  deposit: '97',
  processed_amount: '100',
  processed_fee: '3',
  processed_deposit: '97',
  refunded_amount: '0',
  charged_back_amount: '0',
  processed: 1_790_000_001,
  created: 1_790_000_000,
  updated: 1_790_000_001,
  metadata: [],
  payload: [],
};
