import { agreedFee, WHOLE } from './agreed-fee.ts';
import type { FeeRounding } from './choices.ts';

/** Payments that had the same base and were charged the same, in minor units, and how many they are. */
export type FeeSample = { base: bigint; fee: bigint; count: number };

/**
 * Terms that explain payments: what is told of them is exact, how likely they are is for a person to judge.
 */
export type InferredTerms = {
  percentage: bigint;
  fixed: bigint;
  minimum: bigint | null;
  rounding: FeeRounding;
  /** Payments whose fee comes out of these terms to the minor unit. */
  explained: number;
};

// Samples that terms are tried on, those of the most payments; all are counted at the end.
const TRIED = 600;
// Pairs of these give the fixed parts to try.
const PAIRED = 48;
const FIXED_TRIED = 60;
const MINIMUMS_TRIED = 5;
const TIE_LIMIT = 8;

/**
 * The percentage and fixed part, and a minimum where one explains more, that explain the fees of the most
 * payments; of several that explain as many, the one with the fewest decimals, then the smaller fixed part.
 * Null where there is nothing to explain. What it proposes is only ever a proposal.
 */
export function inferTerms(samples: readonly FeeSample[]): InferredTerms | null {
  const known = samples.filter(({ base }) => base > 0n);
  const tried = known.toSorted((a, b) => b.count - a.count || (a.base < b.base ? -1 : 1)).slice(0, TRIED);
  if (tried.length === 0) return null;
  const terms = fixedParts(tried).flatMap((fixed) => percentagesFor(tried, fixed));
  const best = terms
    .toSorted((a, b) => b.explained - a.explained || compareSimplicity(a, b))
    .slice(0, TIE_LIMIT)
    .flatMap((one) => [one, ...withMinimum(tried, one)])
    .flatMap((one) => roundings(one, tried))
    .map((one) => ({ ...one, explained: explainedBy(one, known) }));
  const worth = ({ minimum, explained }: Tried) => explained - (minimum === null ? 0 : minimumAtLeast(known));
  return best.toSorted((a, b) => worth(b) - worth(a) || compareSimplicity(a, b))[0] ?? null;
}

// A minimum explains whatever it is set to: it is proposed only where a hundredth of the payments, and more
// than two, ask for it.
function minimumAtLeast(samples: readonly FeeSample[]): number {
  return Math.max(2, samples.reduce((sum, { count }) => sum + count, 0) / 100);
}

type Tried = InferredTerms;

/** How many payments these terms explain to the minor unit. */
export function explainedBy(terms: Omit<InferredTerms, 'explained'>, samples: readonly FeeSample[]): number {
  const tier = { ...terms, maximum: null };
  return samples
    .filter(({ base, fee }) => agreedFee(tier, terms.rounding, base) === fee)
    .reduce((sum, { count }) => sum + count, 0);
}

// Where a line through two samples meets a base of nothing: the more often it does so at one place, the
// likelier.
function fixedParts(samples: readonly FeeSample[]): bigint[] {
  const votes = new Map<bigint, number>([[0n, 1]]);
  const paired = samples.slice(0, PAIRED);
  for (const [place, one] of paired.entries()) {
    for (const other of paired.slice(place + 1)) {
      const width = other.base - one.base;
      if (width === 0n) continue;
      const meets = one.fee - (one.base * (other.fee - one.fee)) / width;
      for (const near of [meets - 1n, meets, meets + 1n])
        if (near >= 0n) votes.set(near, (votes.get(near) ?? 0) + one.count + other.count);
    }
  }
  // Agreed fixed parts are round sums far more often than not.
  for (const round of [1n, 5n, 10n, 15n, 20n, 25n, 30n, 35n, 40n, 50n, 100n, 200n, 250n, 300n])
    votes.set(round, (votes.get(round) ?? 0) + 1);
  const sorted = [...votes].toSorted(([, a], [, b]) => b - a).map(([fixed]) => fixed);
  // One fee whatever the amount is an agreement, too.
  const flat = samples[0]?.fee ?? 0n;
  return [...new Set([0n, flat, ...sorted.slice(0, FIXED_TRIED)])];
}

// With the fixed part given, each sample is explained by the percentages of one stretch: those are sought
// that lie in the stretches of the most payments.
function percentagesFor(samples: readonly FeeSample[], fixed: bigint): Tried[] {
  const ends: { at: bigint; change: number }[] = [];
  for (const { base, fee, count } of samples) {
    const part = fee - fixed;
    if (part < 0n) continue;
    const low = part === 0n ? 0n : ceiling((2n * part - 1n) * WHOLE, 2n * base);
    const above = ceiling((2n * part + 1n) * WHOLE, 2n * base);
    if (above > low && low <= WHOLE) ends.push({ at: low, change: count }, { at: above, change: -count });
  }
  ends.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.change - b.change));
  let within = 0;
  let most = 0;
  let stretch: [bigint, bigint] | null = null;
  for (const [place, { at, change }] of ends.entries()) {
    within += change;
    const next = ends[place + 1]?.at;
    if (within <= most || next === undefined || next === at) continue;
    most = within;
    stretch = [at, next - 1n];
  }
  if (stretch === null) return [];
  const percentage = simplestIn(stretch);
  return [{ percentage, fixed, minimum: null, rounding: 'half_up', explained: most }];
}

function ceiling(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/** The number of a stretch with the fewest decimals as a percentage, the middle one of several. */
function simplestIn([low, high]: [bigint, bigint]): bigint {
  for (let step = WHOLE; step >= 1n; step /= 10n) {
    const first = ceiling(low, step);
    const last = high / step;
    if (first <= last) return ((first + last) / 2n) * step;
  }
  return low;
}

// A fee that comes again and again although the line lies below it.
function withMinimum(samples: readonly FeeSample[], terms: Tried): Tried[] {
  const tier = { ...terms, maximum: null };
  const votes = new Map<bigint, number>();
  for (const { base, fee, count } of samples)
    if (agreedFee(tier, terms.rounding, base) < fee) votes.set(fee, (votes.get(fee) ?? 0) + count);
  const likely = [...votes].toSorted(([, a], [, b]) => b - a).slice(0, MINIMUMS_TRIED);
  return likely.map(([minimum]) => ({ ...terms, minimum }));
}

function roundings(terms: Tried, samples: readonly FeeSample[]): Tried[] {
  const all = (['half_up', 'half_even', 'down'] as const).map((rounding) => ({ ...terms, rounding }));
  const down = all.at(-1);
  // What is always rounded down looks like a smaller percentage to the stretches above.
  const shifted = down ? percentageDown(samples, down) : [];
  return [...all, ...shifted];
}

function percentageDown(samples: readonly FeeSample[], terms: Tried): Tried[] {
  let [low, high] = [0n, WHOLE];
  for (const { base, fee } of samples) {
    if (fee <= terms.fixed || fee === terms.minimum) continue;
    const least = ceiling((fee - terms.fixed) * WHOLE, base);
    const most = ceiling((fee - terms.fixed + 1n) * WHOLE, base) - 1n;
    if (least > low) low = least;
    if (most < high) high = most;
  }
  return low > 0n && low <= high ? [{ ...terms, percentage: simplestIn([low, high]) }] : [];
}

const ROUNDINGS = ['half_up', 'half_even', 'down'];

function compareSimplicity(a: Tried, b: Tried): number {
  return (
    Number(a.minimum !== null) - Number(b.minimum !== null) ||
    ROUNDINGS.indexOf(a.rounding) - ROUNDINGS.indexOf(b.rounding) ||
    decimalsOf(a.percentage) - decimalsOf(b.percentage) ||
    Number(a.fixed - b.fixed)
  );
}

function decimalsOf(percentage: bigint): number {
  const digits = percentage.toString().padStart(9, '0');
  return digits.replace(/0+$/, '').length;
}
