import type { InvoiceView } from '../platform/invoice-view.ts';
import { newInvoice, type Order } from '../platform/new-invoice.ts';
import { type Figures, figuresOf, plausibleAmount, SANDBOX_CURRENCIES, type Terms } from './figures.ts';
import { type ScenarioName, scenarioFacts } from './scenarios.ts';
import { SeededRandom } from './seeded-random.ts';
import type { Trade } from './trades.ts';

const DETAILS = 201;
const OWN = 202;
const FIRST_ORDER = 10_000;

/**
 * Who an invoice is: `first` is the index of the first invoice of its scenario, with which it shares its
 * order.
 */
export type Role = {
  seed: number;
  id: string;
  index: number;
  first: number;
  scenario: ScenarioName;
  createdAt: number;
};

/** Where the merchant's shop is, as its invoices name it. */
export type Shop = { callbackUrl: string | null; returnUrl: string };

/** How an invoice begins: its identity, its terms and its figures, before anything has happened to it. */
export type InitialState = { view: InvoiceView; terms: Terms; figures: Figures };

/** The reference of the order that begins with invoice `first`. */
export function referenceOf(first: number): string {
  return `order-${FIRST_ORDER + first}`;
}

/** The index of the first invoice of an order; null where the reference is none of this history's form. */
export function firstOfReference(reference: string): number | null {
  const match = /^order-(\d{1,15})(?:-amended)?$/.exec(reference);
  const first = match ? Number(match[1]) - FIRST_ORDER : -1;
  return first >= 0 ? first : null;
}

/** The state of an invoice at its creation; the same for the same role, always. */
export function initialState(role: Role, shop: Shop, trade: Trade): InitialState {
  const { seed, index, first, scenario } = role;
  const shared = new SeededRandom(seed, first, DETAILS);
  const own = new SeededRandom(seed, index, OWN);
  const { currency, service, terms } = trade.contract(scenario, shared);
  const figures = figuresOf(plausibleAmount(currency, shared), terms);
  const customer = shared.between(100, 99_999);
  const item = shared.pick(ITEMS);
  const isTest = shared.chance(trade.testShare);
  const order: Order = {
    id: role.id,
    mode: modeFor(role, isTest),
    currency,
    exponent: SANDBOX_CURRENCIES[currency].exponent,
    referenceId: scenario === 'no_reference' ? null : referenceOf(first),
    service,
    description: own.chance(0.9) ? `${item}, order ${FIRST_ORDER + first}` : null,
    createdAt: role.createdAt,
    customerId: own.chance(0.93) ? `cus_${customer}` : null,
    callbackUrl: shop.callbackUrl,
    returnUrl: shop.returnUrl,
    returnUrls: NONE,
    metadata: own.chance(0.2) ? { basket: String(own.between(1000, 9999)) } : NONE,
    leftOut: own.chance(0.15) ? LEFT_OUT : NOTHING_LEFT_OUT,
  };
  return { view: newInvoice(order, figures), terms, figures };
}

// What must be found is always live money, so that it does not hang on how a reader treats test payments.
function modeFor({ scenario, index, first }: Role, isTest: boolean): InvoiceView['mode'] {
  if (scenario === 'other_mode_same_reference') return index === first ? 'live' : 'test';
  return isTest && scenarioFacts(scenario).expects.length === 0 ? 'test' : 'live';
}

const NONE = {};
const LEFT_OUT = ['moderation_required', 'payment_service_amount'];
const NOTHING_LEFT_OUT: string[] = [];
const ITEMS = [
  'Linen shirt',
  'Espresso beans',
  'Desk lamp',
  'Running shoes',
  'Field notes',
  'Tea kettle',
  'Rucksack',
  'Annual plan',
] as const;
