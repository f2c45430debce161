import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATUSES } from '#paymega/statuses.ts';
import { ingest, ingestMany } from '#reconciliation/books/ingest.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();

const observed = fc
  .record({
    id: fc.constantFrom('cpi_a', 'cpi_b', 'cpi_c'),
    status: fc.constantFrom(...Object.keys(STATUSES), 'on_hold'),
    updatedAt: fc.integer({ min: 1_790_000_000, max: 1_790_000_003 }),
    refundedAmount: fc.constantFrom(0n, 500n, 10_000n),
    fee: fc.constantFrom(300n, 310n, null),
    amount: fc.constantFrom(10_000n, 10_000n, 10_000n, 9_900n),
    currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    mode: fc.constantFrom('live' as const, 'live' as const, 'test' as const),
  })
  .map((over) => (accountId: number) => anObservation(accountId, over));

async function bookOf(accountId: number): Promise<unknown> {
  const { sql } = database;
  const books =
    await sql`select to_jsonb(invoices) - 'account_id' as row from invoices where account_id = ${accountId} order by id`;
  const conflicting = await sql`
    select to_jsonb(conflicting_records) - 'account_id' as row from conflicting_records where account_id = ${accountId}
    order by id, mode, currency, amount`;
  return { books: books.map(({ row }) => row), conflicting: conflicting.map(({ row }) => row) };
}

describe('any order and any repetition of the same observations ends in the same book', () => {
  test('one after the other, permuted and doubled', async () => {
    await fc.assert(
      fc.asyncProperty(history(), async ({ first, second }) => {
        const [a, b] = [await makeAccount(database.sql), await makeAccount(database.sql)];
        await ingestMany(
          database.sql,
          first.map((make) => make(a)),
          1,
        );
        await ingestMany(
          database.sql,
          second.map((make) => make(b)),
          3,
        );
        expect(await bookOf(b)).toEqual(await bookOf(a));
      }),
      { numRuns: 60 },
    );
  });

  test('told by two writers at once', async () => {
    await fc.assert(
      fc.asyncProperty(history(), async ({ first, second }) => {
        const [a, b] = [await makeAccount(database.sql), await makeAccount(database.sql)];
        await ingestMany(
          database.sql,
          first.map((make) => make(a)),
          1,
        );
        await Promise.all([
          ingestMany(
            database.sql,
            first.map((make) => make(b)),
            2,
          ),
          ingestMany(
            database.sql,
            second.map((make) => make(b)),
            1,
          ),
        ]);
        expect(await bookOf(b)).toEqual(await bookOf(a));
      }),
      { numRuns: 40 },
    );
  });

  function history() {
    return fc.array(observed, { minLength: 1, maxLength: 12 }).chain((first) =>
      fc.record({
        first: fc.constant(first),
        second: fc
          .shuffledSubarray([...first, ...first], { minLength: 2 * first.length })
          .map((all) => all as ((accountId: number) => Observation)[]),
      }),
    );
  }
});

describe('the verdict on one observation', () => {
  const at = 1_790_000_100;
  test.each([
    ['new', undefined, { status: 'processing' }],
    ['newer', { status: 'processing', updatedAt: at }, { status: 'processed', updatedAt: at + 1 }],
    ['same', { updatedAt: at }, { updatedAt: at }],
    ['stale', { status: 'processed', updatedAt: at }, { status: 'processing', updatedAt: at - 1 }],
    ['conflicting', { updatedAt: at }, { amount: 9_900n, updatedAt: at + 1 }],
    ['conflicting', { updatedAt: at }, { currency: 'EUR', updatedAt: at - 1 }],
  ] as const)('is %s', async (verdict, before, now) => {
    const accountId = await makeAccount(database.sql);
    if (before) await ingest(database.sql, [anObservation(accountId, before)]);
    const [taken] = await ingest(database.sql, [anObservation(accountId, now)]);
    expect(taken?.verdict).toBe(verdict);
  });

  test('in the same second the state further along wins, whichever came first', async () => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { status: 'processed' })]);
    const [taken] = await ingest(database.sql, [anObservation(accountId, { status: 'process_pending' })]);
    expect(taken?.verdict).toBe('stale');
    const [row] = await database.sql`
      select status, is_final, took_money, is_suspect from invoices where account_id = ${accountId}`;
    expect(row).toEqual({ status: 'processed', isFinal: true, tookMoney: true, isSuspect: false });
  });

  test('an amount told earlier by Paymega’s clock becomes canonical, the other a conflicting record', async () => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { updatedAt: at })]);
    await ingest(database.sql, [anObservation(accountId, { amount: 9_900n, updatedAt: at - 5 })]);
    const [book] = await database.sql`select amount from invoices where account_id = ${accountId}`;
    const [conflicting] =
      await database.sql`select amount from conflicting_records where account_id = ${accountId}`;
    expect([book?.amount, conflicting?.amount]).toEqual([9_900n, 10_000n]);
  });

  test('a failure that is told late is remembered: the payment was a late success', async () => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { status: 'processed', updatedAt: at })]);
    await ingest(database.sql, [anObservation(accountId, { status: 'expired', updatedAt: at - 60 })]);
    const [book] = await database.sql`
      select status, failed_at, is_suspect from invoices where account_id = ${accountId}`;
    expect(book).toEqual({ status: 'processed', failedAt: new Date((at - 60) * 1000), isSuspect: true });
  });
});
