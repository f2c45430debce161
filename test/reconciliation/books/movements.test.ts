import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { movementsByRule } from './movements-by-rule.ts';

const database = useDatabase();
const CREATED_AT = 1_790_000_000;

let accountId: number;
beforeEach(async () => {
  accountId = await makeAccount(database.sql);
});

type Row = { kind: string; at: number; events: number; amount: string; ordered: string; fee: string };

/** What a payment's movements come to in one book: each kind and time once. */
async function moved(book: 'ours' | 'theirs', id = 'cpi_a'): Promise<Row[]> {
  return database.sql<Row[]>`
    select kind, extract(epoch from happened_at)::float8 as at, sum(events)::int as events,
      sum(amount)::text as amount, sum(ordered)::text as ordered, sum(fee)::text as fee
    from movements where account_id = ${accountId} and book = ${book} and invoice_id = ${id}
    group by kind, happened_at
    having sum(events) <> 0 or sum(amount) <> 0 or sum(ordered) <> 0 or sum(fee) <> 0
    order by happened_at, kind`;
}

function told(over: Parameters<typeof anObservation>[1]): Observation {
  return anObservation(accountId, { id: 'cpi_a', createdAt: CREATED_AT, processedAt: null, ...over });
}

const take = (...observations: Observation[]) =>
  observations.reduce<Promise<unknown>>(
    (before, one) => before.then(() => ingest(database.sql, [one])),
    Promise.resolve(),
  );

test('two refunds that are told in the wrong order are of the days on which each was first told', async () => {
  const sale = told({ processedAt: CREATED_AT + 5, updatedAt: CREATED_AT + 5 });
  const half = told({
    ...{ processedAt: CREATED_AT + 5, status: 'partially_refunded', refundedAmount: 5_000n },
    updatedAt: CREATED_AT + 90_000,
  });
  const whole = told({
    ...{ processedAt: CREATED_AT + 5, status: 'refunded', refundedAmount: 10_000n },
    updatedAt: CREATED_AT + 180_000,
  });
  await take(whole, half, sale);
  const refund = { kind: 'refunded', events: 1, amount: '5000', ordered: '0', fee: '0' };
  expect(await moved('ours')).toEqual([
    { kind: 'processed', at: CREATED_AT + 5, events: 1, amount: '10000', ordered: '10000', fee: '300' },
    { ...refund, at: CREATED_AT + 90_000 },
    { ...refund, at: CREATED_AT + 180_000 },
  ]);
  // The list of the private API shows the last state alone, and dates by what was told before.
  await mirrorInvoices(database.sql, [whole], new Date());
  expect(await moved('theirs')).toEqual(await moved('ours'));
});

test('a payment that expired and was paid afterwards did both, each on its day', async () => {
  await take(
    told({ status: 'expired', processedAmount: null, processedFee: null, updatedAt: CREATED_AT + 3600 }),
    told({ processedAt: CREATED_AT + 90_000, updatedAt: CREATED_AT + 90_000 }),
  );
  const none = { amount: '0', fee: '0' };
  expect(await moved('ours')).toEqual([
    { kind: 'expired', at: CREATED_AT + 3600, events: 1, ordered: '10000', ...none },
    { kind: 'expired', at: CREATED_AT + 90_000, events: -1, ordered: '-10000', ...none },
    { kind: 'processed', at: CREATED_AT + 90_000, events: 1, amount: '10000', ordered: '10000', fee: '300' },
  ]);
});

const STATUSES = [
  ...['created', 'processing', 'process_failed', 'expired', 'terminated', 'processed', 'partially_processed'],
  ...['partially_refunded', 'refunded', 'refund_failed', 'partially_charged_back', 'charged_back', 'on_hold'],
];

const observed = fc
  .record({
    id: fc.constantFrom('cpi_a', 'cpi_b'),
    status: fc.constantFrom(...STATUSES),
    updatedAt: fc.integer({ min: CREATED_AT, max: CREATED_AT + 12 }),
    processedAt: fc.constantFrom(null, CREATED_AT + 2, CREATED_AT + 4),
    processedAmount: fc.constantFrom(10_000n, 9_000n, null),
    processedFee: fc.constantFrom(300n, 200n, null),
    refundedAmount: fc.constantFrom(0n, 2_000n, 5_000n, 8_000n),
    chargedBackAmount: fc.constantFrom(0n, 0n, 1_000n, 4_000n),
  })
  .map((over) => () => told(over));

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ into: fc.constantFrom('ours', 'theirs'), observed }) },
  { weight: 1, arbitrary: fc.constant('fold' as const) },
);

test('the movements of both books are those of the rule, whatever was told and in whatever order', async () => {
  const { sql } = database;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      accountId = await makeAccount(sql);
      const heard: { into: string; observation: Observation }[] = [];
      for (const one of steps) {
        if (one === 'fold') await foldTotals(sql);
        else {
          const observation = one.observed();
          heard.push({ into: one.into, observation });
          if (one.into === 'ours') await ingest(sql, [observation]);
          else await mirrorInvoices(sql, [observation], new Date());
        }
      }
      for (const book of ['ours', 'theirs'] as const)
        for (const id of ['cpi_a', 'cpi_b'])
          expect(await moved(book, id), `${book} ${id}`).toEqual(movementsByRule(heard, book, id));
      expect(await summed()).toEqual(await added());
    }),
    { numRuns: 40 },
  );
});

test('any order of the same callbacks ends in the same movements', async () => {
  const { sql } = database;
  const history = fc.array(observed, { minLength: 2, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(history, fc.infiniteStream(fc.nat()), async (made, random) => {
      accountId = await makeAccount(sql);
      await take(...made.map((make) => make()));
      const first = [await moved('ours', 'cpi_a'), await moved('ours', 'cpi_b')];
      accountId = await makeAccount(sql);
      const keyed = made.map((make) => ({ make, key: random.next().value as number }));
      await take(...keyed.toSorted((a, b) => a.key - b.key).map(({ make }) => make()));
      expect([await moved('ours', 'cpi_a'), await moved('ours', 'cpi_b')]).toEqual(first);
    }),
    { numRuns: 40 },
  );
});

/** The totals of movements, and of what was created, as they are kept. */
function summed() {
  return database.sql`
    select book, mode, quarter, currency, service, kind, sum(events)::int as events, sum(amount)::text as amount,
      sum(ordered)::text as ordered, sum(fee)::text as fee, sum(unknown_fees)::int as unknown,
      sum(movements)::int as movements
    from movement_totals where account_id = ${accountId}
    group by book, mode, quarter, currency, service, kind
    having sum(events) <> 0 or sum(amount) <> 0 or sum(ordered) <> 0 or sum(movements) <> 0
    order by book, mode, quarter, currency, service, kind`;
}

/** The same, added up from every row. */
function added() {
  return database.sql`
    select book, mode, quarter, currency, service, kind, sum(events)::int as events, sum(amount)::text as amount,
      sum(ordered)::text as ordered, sum(fee)::text as fee, sum(unknown_fees)::int as unknown,
      sum(rows)::int as movements
    from (
      select book, mode, quarter_of(happened_at) as quarter, currency, service, kind, events, amount, ordered, fee,
        unknown_fees, 1 as rows
      from movements where account_id = ${accountId}
      union all
      select 'ours', mode, quarter_of(created_at), currency, service, 'created', 1, 0, amount, 0, 0, 0
      from invoices where account_id = ${accountId}
      union all
      select 'theirs', mode, quarter_of(created_at), currency, service, 'created', 1, 0, amount, 0, 0, 0
      from mirror where account_id = ${accountId}
    ) as every
    group by book, mode, quarter, currency, service, kind
    order by book, mode, quarter, currency, service, kind`;
}
