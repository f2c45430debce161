import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agreedFee, paidOfOrder, tierOf } from '#reconciliation/reports/fees/agreed-fee.ts';
import { FEE_ROUNDINGS } from '#reconciliation/reports/fees/choices.ts';
import { useDatabase } from '../../../support/database.ts';

const database = useDatabase();
const minor = (most: bigint) => fc.bigInt({ min: 0n, max: most });

const CASES = fc.array(
  fc
    .record({
      base: fc.oneof(minor(100_000n), minor(2n ** 62n)),
      percentage: fc.oneof(
        minor(1_000n).map((one) => one * 100_000n),
        minor(100_000_000n),
      ),
      fixed: minor(5_000n),
      limits: fc.tuple(fc.option(minor(10_000n)), fc.option(minor(10_000n))),
      rounding: fc.constantFrom(...FEE_ROUNDINGS),
    })
    .map(({ limits: [one, other], ...rest }) => {
      const isOrdered = one === null || other === null || one <= other;
      return { ...rest, minimum: isOrdered ? one : other, maximum: isOrdered ? other : one };
    }),
  { minLength: 50, maxLength: 50 },
);

test('SQL and TypeScript make the same fee of every rate and amount', async () => {
  await fc.assert(
    fc.asyncProperty(CASES, async (cases) => {
      const column = (name: 'base' | 'percentage' | 'fixed' | 'minimum' | 'maximum') =>
        cases.map((one) => one[name]?.toString() ?? null);
      const rows = await database.sql<{ fee: string }[]>`
        select agreed_fee(base, percentage, fixed, minimum, maximum, rounding)::text as fee
        from unnest(${column('base')}::bigint[], ${column('percentage')}::bigint[],
          ${column('fixed')}::bigint[], ${column('minimum')}::bigint[], ${column('maximum')}::bigint[],
          ${cases.map(({ rounding }) => rounding)}::text[]) with ordinality
          as given(base, percentage, fixed, minimum, maximum, rounding, place)
        order by place`;
      expect(rows.map(({ fee }) => fee)).toEqual(
        cases.map(({ base, rounding, ...tier }) => agreedFee(tier, rounding, base).toString()),
      );
    }),
    { numRuns: 60 },
  );
});

test('and find the same part of what was paid to be that of the order', async () => {
  const figures = fc.record({
    amount: minor(40n),
    paymentAmount: fc.option(minor(40n)),
    processedAmount: fc.option(minor(40n)),
    processedFee: fc.option(minor(10n)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(figures, { minLength: 200, maxLength: 200 }), async (payments) => {
      const column = (name: keyof (typeof payments)[number]) =>
        payments.map((one) => one[name]?.toString() ?? null);
      const rows = await database.sql<{ base: bigint | null }[]>`
        select paid_of_order(amount, payment_amount, processed_amount, processed_fee) as base
        from unnest(${column('amount')}::bigint[], ${column('paymentAmount')}::bigint[],
          ${column('processedAmount')}::bigint[], ${column('processedFee')}::bigint[]) with ordinality
          as given(amount, payment_amount, processed_amount, processed_fee, place)
        order by place`;
      expect(rows.map(({ base }) => base)).toEqual(payments.map(paidOfOrder));
    }),
    { numRuns: 20 },
  );
});

const TERMS = { percentage: 2_900_000n, fixed: 30n, minimum: null, maximum: null };

test.each([
  // 2.9 % of 100.00 and 0.30; of 0.50 it is 1.45 cents, half a cent more would be rounded up.
  [10_000n, 'half_up', TERMS, 320n],
  [50n, 'half_up', TERMS, 31n],
  [50n, 'half_up', { ...TERMS, percentage: 3_000_000n }, 32n],
  [50n, 'half_even', { ...TERMS, percentage: 3_000_000n }, 32n],
  [50n, 'half_even', { ...TERMS, percentage: 5_000_000n }, 32n],
  [50n, 'down', { ...TERMS, percentage: 5_000_000n }, 32n],
  [50n, 'half_up', { ...TERMS, percentage: 5_000_000n }, 33n],
  [50n, 'half_up', { ...TERMS, minimum: 50n }, 50n],
  [10_000_000n, 'half_up', { ...TERMS, maximum: 5_000n }, 5_000n],
] as const)('the fee of %s, rounded %s, is right', (base, rounding, tier, fee) => {
  expect(agreedFee(tier, rounding, base)).toBe(fee);
});

test('the tier is the last one that begins at or below what was reached', () => {
  const tiers = [0n, 100n, 1_000n].map((from) => ({ ...TERMS, from }));
  expect([0n, 99n, 100n, 999n, 5_000n].map((reached) => tierOf(tiers, reached)?.from)).toEqual([
    ...[0n, 0n, 100n, 100n, 1_000n],
  ]);
});

test('what was paid of an order is its amount when the fee is on top, and the rest of what came when it was paid in part', () => {
  const onTop = { amount: 11_500n, paymentAmount: 11_845n, processedFee: 345n };
  expect(paidOfOrder({ ...onTop, processedAmount: 11_845n })).toBe(11_500n);
  expect(paidOfOrder({ ...onTop, processedAmount: 5_150n, processedFee: 150n })).toBe(5_000n);
  const inside = { amount: 11_500n, paymentAmount: 11_500n, processedFee: 345n };
  expect(paidOfOrder({ ...inside, processedAmount: 11_500n })).toBe(11_500n);
  expect(paidOfOrder({ ...inside, processedAmount: 5_000n, processedFee: 150n })).toBe(5_000n);
});
