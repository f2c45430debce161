import type { FeeRounding } from './choices.ts';

/**
 * What is agreed from a volume or an amount on. All in minor units, the percentage in millionths of a
 * percent.
 */
export type FeeTier = {
  from: bigint;
  percentage: bigint;
  fixed: bigint;
  minimum: bigint | null;
  maximum: bigint | null;
};

/** Millionths of a percent in the whole: 100 % of 10^6 each. */
export const WHOLE = 100_000_000n;
/** How many decimals a percentage may have. */
export const PERCENTAGE_DECIMALS = 6;

/**
 * What a tier makes of a base, in minor units: the percentage of it, rounded once to a whole minor unit, and
 * the fixed part, not below the minimum and not above the maximum. SQL has the same rule (`agreed_fee` in the
 * migrations).
 */
export function agreedFee(tier: Omit<FeeTier, 'from'>, rounding: FeeRounding, base: bigint): bigint {
  const product = base * tier.percentage;
  const fee = tier.fixed + product / WHOLE + roundedUp(product, rounding);
  const least = tier.minimum !== null && fee < tier.minimum ? tier.minimum : fee;
  return tier.maximum !== null && least > tier.maximum ? tier.maximum : least;
}

function roundedUp(product: bigint, rounding: FeeRounding): bigint {
  const twice = (product % WHOLE) * 2n;
  if (rounding === 'down' || twice < WHOLE) return 0n;
  if (twice > WHOLE || rounding === 'half_up') return 1n;
  return (product / WHOLE) % 2n;
}

/** The tier of a volume or an amount: the last that begins at or below it. */
export function tierOf(tiers: readonly FeeTier[], reached: bigint): FeeTier | null {
  return tiers.toSorted((a, b) => (a.from < b.from ? 1 : -1)).find(({ from }) => from <= reached) ?? null;
}

/** The figures of a payment that say what was paid of its order, in minor units. */
export type Paid = {
  amount: bigint;
  paymentAmount: bigint | null;
  processedAmount: bigint | null;
  processedFee: bigint | null;
};

/**
 * What the payer has paid of the order itself: its amount where it was paid in full; else what was received,
 * less the fee where that was on top, because the fee of what was paid in part is worked out anew (platform
 * FAQ). Null where the fee that was on top is not told. SQL has the same rule (`paid_of_order`).
 */
export function paidOfOrder({ amount, paymentAmount, processedAmount, processedFee }: Paid): bigint | null {
  if (processedAmount === null || processedAmount === (paymentAmount ?? amount)) return amount;
  const kept = processedFee === null ? null : processedAmount - processedFee;
  if (paymentAmount === null) return kept === amount ? amount : processedAmount;
  if (paymentAmount <= amount) return processedAmount;
  return kept === null || kept > 0n ? kept : 0n;
}
