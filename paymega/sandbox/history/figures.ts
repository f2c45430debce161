import type { Patch } from '../platform/invoice-view.ts';
import type { SeededRandom } from './seeded-random.ts';

/** How the platform charges for an invoice. */
export type Terms = { feeOnTop: boolean; basisPoints: number; fixed: bigint };

/** Minor units; `payment = deposit + fee` always holds. */
export type Figures = { amount: bigint; paymentAmount: bigint; fee: bigint; deposit: bigint };

/** Currencies of the sandbox: decimals, and what one US dollar is worth in them, roughly. */
export const SANDBOX_CURRENCIES = {
  USD: { exponent: 2, perDollar: 1 },
  EUR: { exponent: 2, perDollar: 0.9 },
  JPY: { exponent: 0, perDollar: 150 },
  KWD: { exponent: 3, perDollar: 0.3 },
} as const;
export type SandboxCurrency = keyof typeof SANDBOX_CURRENCIES;

/** A plausible basket: log-normal around 45 dollars, between 5 and 900; every fourth one a round price. */
export function plausibleAmount(currency: SandboxCurrency, random: SeededRandom): bigint {
  const { exponent, perDollar } = SANDBOX_CURRENCIES[currency];
  const dollars = Math.min(900, Math.max(5, Math.exp(3.8 + 0.9 * random.normal())));
  const price = Math.max(3, dollars * perDollar);
  const isRound = random.chance(0.25);
  return isRound
    ? BigInt(Math.round(price)) * 10n ** BigInt(exponent)
    : BigInt(Math.round(price * 10 ** exponent));
}

/** The account's terms for one service. */
export function plausibleTerms(currency: SandboxCurrency, feeOnTop: boolean, random: SeededRandom): Terms {
  const { exponent, perDollar } = SANDBOX_CURRENCIES[currency];
  const fixed = random.chance(0.4) ? BigInt(Math.round(0.25 * perDollar * 10 ** exponent)) : 0n;
  return { feeOnTop, basisPoints: random.pick([140, 190, 250, 300]), fixed };
}

export function feeOf(amount: bigint, terms: Terms): bigint {
  return (amount * BigInt(terms.basisPoints) + 5000n) / 10_000n + terms.fixed;
}

/** What the payer pays, what Paymega keeps and what the merchant gets, by the fee strategy. */
export function figuresOf(amount: bigint, terms: Terms): Figures {
  const fee = feeOf(amount, terms);
  return terms.feeOnTop
    ? { amount, paymentAmount: amount + fee, fee, deposit: amount }
    : { amount, paymentAmount: amount, fee, deposit: amount - fee };
}

/** The processed figures of an invoice that was paid in full. */
export function paidInFull(figures: Figures): Patch {
  return {
    processedAmount: figures.paymentAmount,
    processedFee: figures.fee,
    processedDeposit: figures.paymentAmount - figures.fee,
  };
}

/** The processed figures where the payer paid another sum: the fee is worked out anew. */
export function paidOtherwise(paid: bigint, terms: Terms): Patch {
  const fee = feeOf(paid, terms);
  return { processedAmount: paid, processedFee: fee, processedDeposit: paid - fee };
}
