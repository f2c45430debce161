import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATUSES } from '#paymega/statuses.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { ingest, ingestMany } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { dayTotals, pendingByAge } from '#reconciliation/books/totals.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const CREATED_AT = 1_790_000_000;
const HOUR = 3600;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ into: fc.constantFrom('ours', 'theirs'), told: observed() }) },
  { weight: 1, arbitrary: fc.constant('fold' as const) },
);

function observed() {
  const over = fc.record({
    id: fc.constantFrom('cpi_a', 'cpi_b', 'cpi_c'),
    status: fc.constantFrom(...Object.keys(STATUSES), 'on_hold'),
    createdAt: fc.constantFrom(CREATED_AT, CREATED_AT + HOUR),
    updatedAt: fc.integer({ min: CREATED_AT, max: CREATED_AT + 3 }),
    refundedAmount: fc.constantFrom(0n, 500n),
    processedAmount: fc.constantFrom(10_000n, 9_000n, null),
    amount: fc.constantFrom(10_000n, 10_000n, 9_900n),
    currency: fc.constantFrom('USD', 'USD', 'EUR'),
    mode: fc.constantFrom('live' as const, 'live' as const, 'test' as const),
  });
  const source = fc.constantFrom('callback' as const, 'private_api' as const);
  return fc.tuple(over, source).map(
    ([one, by]) =>
      (accountId: number): Observation => ({ ...anObservation(accountId, one), source: by }),
  );
}

/** What the totals say, and what counting all rows says. */
async function bothWays(accountId: number) {
  const { sql } = database;
  const told = await sql`
    select book, mode, quarter, currency, sum(invoices) as invoices, sum(final) as final, sum(unreported) as unreported,
      sum(paid) as paid, sum(gross) as gross, sum(fees) as fees, sum(returned) as returned
    from book_totals where account_id = ${accountId}
    group by book, mode, quarter, currency having sum(invoices) <> 0 order by book, mode, quarter, currency`;
  const counted = await sql`
    select book, mode, quarter_of(created_at) as quarter, currency, count(*)::numeric as invoices,
      (count(*) filter (where is_final))::numeric as final,
      (count(*) filter (where is_final and source = 'private_api'))::numeric as unreported,
      (count(*) filter (where took_money))::numeric as paid,
      coalesce(sum(received), 0) as gross,
      coalesce(sum(processed_fee) filter (where took_money), 0) as fees, coalesce(sum(returned), 0) as returned
    from (
      select 'ours' as book, account_id, mode, created_at, currency, is_final, took_money, received,
        processed_fee, returned, source from invoices
      union all
      select 'theirs', account_id, mode, created_at, currency, is_final, took_money, received, processed_fee,
        returned, null from mirror
    ) as books
    where account_id = ${accountId}
    group by book, mode, quarter, currency order by book, mode, quarter, currency`;
  return { told: [...told], counted: [...counted] };
}

test('after any history the totals are what counting every row says, folded or not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), async (history) => {
      const { sql } = database;
      const accountId = await makeAccount(sql);
      for (const one of history) {
        if (one === 'fold') await foldTotals(sql);
        else if (one.into === 'ours') await ingest(sql, [one.told(accountId)]);
        else await mirrorInvoices(sql, [one.told(accountId)], new Date());
      }
      const { told, counted } = await bothWays(accountId);
      expect(told).toEqual(counted);
      await foldTotals(sql);
      expect((await bothWays(accountId)).told).toEqual(counted);
    }),
    { numRuns: 60 },
  );
});

test('folded a few at a time nothing is left, and the totals are the same', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  for (let n = 0; n < 20; n++)
    await ingest(sql, [anObservation(accountId, { id: `cpi_${n % 7}`, updatedAt: CREATED_AT + n })]);
  const { counted } = await bothWays(accountId);
  await foldTotals(sql, 3);
  expect((await bothWays(accountId)).told).toEqual(counted);
  expect(await sql`select from book_totals where account_id = ${accountId} and not is_folded`).toHaveLength(
    0,
  );
  expect(
    await sql`select from movement_totals where account_id = ${accountId} and not is_folded`,
  ).toHaveLength(0);
});

test('writers and folders at once lose nothing', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const observations = Array.from({ length: 200 }, (_, n) =>
    anObservation(accountId, { id: `cpi_${n % 70}`, updatedAt: CREATED_AT + n, refundedAmount: BigInt(n) }),
  );
  const writers = [0, 1, 2].map((part) =>
    ingestMany(
      sql,
      observations.filter((_, n) => n % 3 === part),
      4,
    ),
  );
  const folders = Array.from({ length: 20 }, () => foldTotals(sql));
  await Promise.all([...writers, ...folders]);
  await foldTotals(sql);
  const { told, counted } = await bothWays(accountId);
  expect(told).toEqual(counted);
  const [{ rows } = { rows: 0 }] = await sql`
    select count(*)::int as rows from book_totals where account_id = ${accountId} and not is_folded`;
  expect(rows).toBe(0);
});

test('a sum that no amount could be is still a sum', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const huge = 2n ** 63n - 1n;
  const invoice = (id: string) => anObservation(accountId, { id, amount: huge, processedAmount: huge });
  await ingest(sql, [invoice('cpi_1'), invoice('cpi_2')]);
  await foldTotals(sql);
  const [total] = await sql`select gross from book_totals where account_id = ${accountId}`;
  expect(total?.gross).toBe((2n * huge).toString());
});

test('a business day begins and ends at midnight in the account’s zone, by both books', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  // Kathmandu is 5 h 45 min ahead: its midnights fall on quarters of an hour, not on hours.
  const account = { id: accountId, timeZone: 'Asia/Kathmandu' };
  const at = (iso: string) => Date.parse(iso) / 1000;
  const created = [
    '2026-11-01T18:14:59Z',
    '2026-11-01T18:15:00Z',
    '2026-11-02T18:14:59Z',
    '2026-11-02T18:15:00Z',
  ];
  const told = created.map((iso, n) =>
    anObservation(accountId, { id: `cpi_${n}`, createdAt: at(iso), updatedAt: at(iso) }),
  );
  await ingest(sql, told);
  await mirrorInvoices(sql, told.slice(0, 2), new Date());
  const usd = (minor: bigint) => ({ minor, currency: 'USD', exponent: 2 });
  const nothing = { gross: usd(0n), fees: usd(0n), returned: usd(0n), net: usd(0n) };
  const sides = { gross: usd(10_000n), fees: usd(300n), returned: usd(0n), net: usd(9_700n) };
  // No run has compared anything: what one book alone has is no difference yet.
  expect(await dayTotals(sql, account, 'live', '2026-11-02')).toEqual([
    {
      currency: 'USD',
      ours: {
        ...{
          invoices: 2,
          paid: 2,
          gross: usd(20_000n),
          fees: usd(600n),
          returned: usd(0n),
          net: usd(19_400n),
        },
      },
      theirs: { invoices: 1, paid: 1, ...sides },
      difference: { invoices: 0, paid: 0, ...nothing },
      ties: true,
    },
  ]);
  expect(await dayTotals(sql, account, 'live', '2026-11-04')).toEqual([]);
});

test('what is pending stands in the band of its age, and nothing final in any', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const now = Math.floor(Date.now() / 1000);
  const waiting = (id: string, seconds: number, status = 'process_pending') =>
    anObservation(accountId, { id, status, createdAt: now - seconds, updatedAt: now - seconds });
  await ingest(sql, [
    ...[waiting('cpi_1', 60), waiting('cpi_2', 29 * 60), waiting('cpi_3', 31 * 60)],
    ...[waiting('cpi_4', 7 * HOUR), waiting('cpi_5', 25 * HOUR), waiting('cpi_6', 60, 'processed')],
  ]);
  const bands = await pendingByAge(sql, accountId, 'live');
  expect(bands.map(({ key, count }) => [key, count])).toEqual([
    ['fresh', 2],
    ['hours', 1],
    ['day', 1],
    ['old', 1],
  ]);
  expect(bands[0]?.amounts).toEqual([{ minor: 20_000n, currency: 'USD', exponent: 2 }]);
});
