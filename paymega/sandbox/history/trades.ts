import { plausibleTerms, type SandboxCurrency, type Terms } from './figures.ts';
import type { ScenarioName } from './scenarios.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a payment goes through: its service, the currency of that, and what Paymega charges by it. */
export type Contract = { currency: SandboxCurrency; service: string; terms: Terms };

/** How a shop sells: which share of its payments are tests, and what each goes through. */
export type Trade = {
  testShare: number;
  contract: (scenario: ScenarioName, random: SeededRandom) => Contract;
};

const FEE_ON_TOP_SHARE = 0.2;
const CURRENCIES: readonly [SandboxCurrency, ...SandboxCurrency[]] = [
  ...(['USD', 'USD', 'USD', 'USD', 'USD', 'USD'] as const),
  ...(['EUR', 'EUR', 'EUR', 'EUR', 'JPY', 'KWD'] as const),
];

/** A catalogue: every currency and all kinds of terms, as they come. */
export const SHOWCASE_TRADE: Trade = {
  testShare: 0.06,
  contract: (scenario, random) => {
    const drawn = random.pick(CURRENCIES);
    const currency = isInDollars(scenario) ? 'USD' : drawn;
    const feeOnTop =
      scenario === 'fee_on_top' || (random.chance(FEE_ON_TOP_SHARE) && scenario !== 'figures_off');
    const terms = plausibleTerms(currency, feeOnTop, random);
    return { currency, service: `payment_card_${currency.toLowerCase()}_hpp`, terms };
  },
};

// Of a hundred payments, up to which one goes through each; each has the terms that were agreed for it.
const CONTRACTS: readonly (Contract & { upTo: number })[] = [
  contract(44, 'EUR', 'hpp', 190, 25n),
  contract(68, 'EUR', 'h2h', 140, 25n),
  contract(87, 'USD', 'hpp', 290, 30n),
  contract(96, 'USD', 'h2h', 250, 30n),
  contract(100, 'JPY', 'hpp', 300, 0n),
];

/** A shop in Europe that also sells overseas: few services, each at the terms that were agreed for it. */
export const SHOP_TRADE: Trade = {
  testShare: 0.02,
  contract: (scenario, random) => {
    const place = random.between(0, 99);
    const drawn = CONTRACTS.find(({ upTo }) => place < upTo);
    const dollars = CONTRACTS.find(({ currency }) => currency === 'USD');
    const found = isInDollars(scenario) ? dollars : drawn;
    if (!found) throw new Error('the shares of the services do not reach 100');
    return found;
  },
};

function contract(
  upTo: number,
  currency: SandboxCurrency,
  way: 'hpp' | 'h2h',
  basisPoints: number,
  fixed: bigint,
): Contract & { upTo: number } {
  const service = `payment_card_${currency.toLowerCase()}_${way}`;
  return { upTo, currency, service, terms: { feeOnTop: false, basisPoints, fixed } };
}

function isInDollars(scenario: ScenarioName): boolean {
  return scenario === 'too_fine' || scenario === 'unknown_currency';
}
