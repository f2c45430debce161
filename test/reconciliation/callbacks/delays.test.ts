import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayAt } from '#reconciliation/callbacks/delays.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();

test('nothing heard has no delay', () => {
  expect(delayAt([], 0.5)).toBeNull();
});

test('a share of delays is right to a tenth, whatever they were', async () => {
  const delays = fc.array(fc.integer({ min: 1, max: 3_000_000 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(delays, fc.constantFrom(0.5, 0.95), async (seconds, share) => {
      const steps = await database.sql<{ step: number; count: number }[]>`
        select delay_step(one) as step, count(*)::int as count from unnest(${seconds}::float8[]) as one
        group by 1 order by 1`;
      const exact = seconds.toSorted((a, b) => a - b)[Math.ceil(share * seconds.length) - 1] as number;
      const told = delayAt(steps, share) as number;
      expect(told / exact).toBeGreaterThan(1 / 1.101);
      expect(told / exact).toBeLessThan(1.101);
    }),
    { numRuns: 60 },
  );
});
