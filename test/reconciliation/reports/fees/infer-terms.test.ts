import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agreedFee } from '#reconciliation/reports/fees/agreed-fee.ts';
import { explainedBy, type FeeSample, inferTerms } from '#reconciliation/reports/fees/infer-terms.ts';

type Terms = { percentage: bigint; fixed: bigint; minimum: bigint | null; rounding: 'half_up' | 'down' };

const charged = (terms: Terms, bases: readonly bigint[]): FeeSample[] =>
  bases.map((base) => ({
    base,
    fee: agreedFee({ ...terms, maximum: null }, terms.rounding, base),
    count: 1,
  }));

// Amounts as shops have them, from 1.00 to 500.00.
const BASES = Array.from({ length: 200 }, (_, place) => BigInt(100 + ((place * 7_919) % 49_900)));

test.each<Terms>([
  { percentage: 2_900_000n, fixed: 30n, minimum: null, rounding: 'half_up' },
  { percentage: 1_250_000n, fixed: 0n, minimum: null, rounding: 'half_up' },
  { percentage: 0n, fixed: 45n, minimum: null, rounding: 'half_up' },
  { percentage: 3_000_000n, fixed: 0n, minimum: 100n, rounding: 'half_up' },
  { percentage: 2_500_000n, fixed: 25n, minimum: null, rounding: 'down' },
])('what was charged by %o is found again', (terms) => {
  expect(inferTerms(charged(terms, BASES))).toEqual({ ...terms, explained: 200 });
});

test('payments that were charged otherwise are told apart, not fitted', () => {
  const terms = { percentage: 2_900_000n, fixed: 30n, minimum: null, rounding: 'half_up' } as const;
  const samples = charged(terms, BASES).map((one, place) =>
    place % 5 === 0 ? { ...one, fee: one.fee + 7n + BigInt(place) } : one,
  );
  expect(inferTerms(samples)).toEqual({ ...terms, explained: 160 });
});

test('nothing is proposed where nothing was charged for', () => {
  expect(inferTerms([])).toBeNull();
  expect(inferTerms([{ base: 0n, fee: 5n, count: 3 }])).toBeNull();
});

test('the number that it tells is the number that its terms explain, whatever was charged', () => {
  const sample = fc.record({
    base: fc.bigInt({ min: 1n, max: 100_000n }),
    fee: fc.bigInt({ min: 0n, max: 5_000n }),
    count: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), (samples) => {
      const terms = inferTerms(samples);
      expect(terms?.explained).toBe(terms ? explainedBy(terms, samples) : undefined);
      const most = Math.max(...samples.map(({ count }) => count));
      expect(terms?.explained ?? 0).toBeGreaterThanOrEqual(most);
    }),
    { numRuns: 50 },
  );
});
