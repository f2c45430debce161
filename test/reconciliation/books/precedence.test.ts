import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATUSES } from '#paymega/statuses.ts';
import { ingestMany } from '#reconciliation/books/ingest.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import {
  compareStates,
  type HighWaterMark,
  highWaterMark,
  isCanonical,
  merge,
  sameIdentity,
} from '#reconciliation/books/precedence.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();

const observation = fc
  .record({
    status: fc.constantFrom(...Object.keys(STATUSES), 'on_hold'),
    updatedAt: fc.integer({ min: 1_790_000_000, max: 1_790_000_004 }),
    refundedAmount: fc.constantFrom(0n, 500n, 10_000n),
    amount: fc.constantFrom(10_000n, 10_000n, 9_900n),
  })
  .map((over) => anObservation(1, over));

/** Some of them heard years before their own time. */
const anyObservation = fc
  .tuple(observation, fc.boolean())
  .map(([one, isAhead]): Observation => ({ ...one, isAhead }));

/** The book as the rule in TypeScript makes it: one fold an identity, the one told first in the seat. */
function fold(history: readonly Observation[]): { book: HighWaterMark; conflicting: HighWaterMark[] } {
  const identities: HighWaterMark[] = [];
  for (const told of history.map(highWaterMark)) {
    const place = identities.findIndex((one) => sameIdentity(one.latest, told.latest));
    if (place < 0) identities.push(told);
    else identities[place] = merge(identities[place] as HighWaterMark, told);
  }
  identities.sort((a, b) => (isCanonical(a, b) ? -1 : 1));
  const [book, ...conflicting] = identities;
  if (!book) throw new Error('an empty history has no book');
  return { book, conflicting };
}

test('of two states exactly one is later, and the order has no circles', () => {
  fc.assert(
    fc.property(anyObservation, anyObservation, anyObservation, (a, b, c) => {
      expect(Math.sign(compareStates(a, b)) + Math.sign(compareStates(b, a))).toBe(0);
      if (compareStates(a, b) > 0 && compareStates(b, c) > 0) expect(compareStates(a, c)).toBeGreaterThan(0);
    }),
  );
});

test('a newer state wins however far along the older one was', () => {
  const older = anObservation(1, { status: 'refunded', updatedAt: 1_790_000_000 });
  const newer = anObservation(1, { status: 'processed', updatedAt: 1_790_000_001 });
  expect(merge(highWaterMark(older), highWaterMark(newer)).latest).toBe(newer);
});

test('a state whose time lies ahead of our clock loses against every credible one', () => {
  const ahead = { ...anObservation(1, { updatedAt: 1_790_000_001 }), isAhead: true };
  const credible = anObservation(1, { status: 'created', updatedAt: 1_790_000_000 });
  expect(merge(highWaterMark(ahead), highWaterMark(credible)).latest).toBe(credible);
});

test('the statement of the database folds as the rule says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyObservation, { minLength: 1, maxLength: 8 }), async (history) => {
      const accountId = await makeAccount(database.sql);
      await ingestMany(
        database.sql,
        history.map((one) => ({ ...one, accountId })),
      );
      const { book, conflicting } = fold(history);
      const [row] = await database.sql`
        select status, amount, returned, extract(epoch from updated_at)::int as "updatedAt",
          extract(epoch from first_reported_at)::int as "firstReportedAt", extract(epoch from failed_at)::int as "failedAt",
          furthest_stage as "furthestStage"
        from invoices where account_id = ${accountId}`;
      const { status, amount, returned, updatedAt } = book.latest;
      const { firstReportedAt, failedAt, furthestStage } = book;
      expect(row).toEqual({ status, amount, returned, updatedAt, firstReportedAt, failedAt, furthestStage });
      const kept =
        await database.sql`select amount, status from conflicting_records where account_id = ${accountId}`;
      expect([...kept]).toEqual(
        conflicting.map(({ latest }) => ({ amount: latest.amount, status: latest.status })),
      );
    }),
    { numRuns: 60 },
  );
});
