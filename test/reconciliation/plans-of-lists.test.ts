import { beforeAll, describe, expect, test } from 'vitest';
import type { Sql } from '#db/connection.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import type { InvoiceFilter } from '#reconciliation/books/invoice-conditions.ts';
import { INVOICE_SORTS, PENDING_SORTS } from '#reconciliation/books/invoice-sorts.ts';
import { countAndSums } from '#reconciliation/books/invoice-sums.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { reversed, type Sort } from '#reconciliation/books/list-order.ts';
import { duePolls } from '#reconciliation/books/pending.ts';
import { timeline } from '#reconciliation/books/timeline.ts';
import { type CallbackFilter, callbacks } from '#reconciliation/callbacks/callbacks.ts';
import { callbacksByDay } from '#reconciliation/callbacks/callbacks-by-day.ts';
import type { DiscrepancyFilter } from '#reconciliation/discrepancies/conditions.ts';
import { discrepancies } from '#reconciliation/discrepancies/list.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import { dayReport, dayState } from '#reconciliation/reports/day-report.ts';
import { fillBothBooks, fillCallbacks, fillMirror, fillOurBook } from '../bench/fill.ts';
import { makeAccount, useDatabase } from '../support/database.ts';
import { neverAnalysed, useWatched } from '../support/plans.ts';
import { read, type Watched } from '../support/watched.ts';

type Narrowing<Filter> = Partial<Filter> & { timeZone?: string };
type List = (sql: Sql) => Promise<unknown>;

const LARGE = 50_000;
const INVOICES = 5000;
const FROM = 1_780_000_000;
const PAGE = 50;
const ALONE = 20_000;
// So many are counted, and each passes some steps of a plan, before a list is read in order.
const MOST_COUNTED = 3 * 4000;
// More than the driver's connection plans anew before it keeps a plan.
const ROUNDS = 8;

const database = useDatabase();
const watched = useWatched(database, 1);
let accountId = 0;

// Loaded in one go, as a first run does it, beside an account that alone the statistics know.
beforeAll(async () => {
  const { sql } = database;
  await neverAnalysed(sql);
  const large = await makeAccount(sql);
  await fillBothBooks(sql, large, LARGE, FROM);
  await fillCallbacks(sql, large);
  await openOneEach(sql, large);
  await sql`analyze`;
  accountId = await makeAccount(sql);
  await fillMirror(sql, accountId, INVOICES, FROM);
  await fillOurBook(sql, accountId);
  await sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, body_sha256)
    select account_id, updated_at, id, mode, status, updated_at, 'new', ''
    from invoices where account_id = ${accountId}`;
  await openOneEach(sql, accountId);
}, 300_000);

async function openOneEach(sql: Sql, account: number): Promise<void> {
  await sql`
    insert into discrepancies (account_id, subject, invoice_id, reference_id, mode, kind, severity, currency, at_risk,
      evidence, fingerprint, invoice_created_at, opened_at, last_seen_at)
    select account_id, id, id, reference_id, mode, 'status_differs', 'high', currency, amount, '{}', id, created_at,
      created_at, created_at
    from invoices where account_id = ${account}`;
}

/** A list, asked as often as it takes until a plan is kept, reads about what it shows. */
async function expectFewRead(seen: Watched, list: List, shown: number): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    seen.forget();
    await list(seen.sql);
    await seen.told();
    const { rows, most } = read(seen.executed);
    expect(rows).toBeGreaterThan(0);
    expect(rows, most).toBeLessThan(20 * (shown + 5));
  }
}

/** The same, where there may be nothing to show: no more than are counted to see how few there are. */
async function expectLittleRead(seen: Watched, list: List): Promise<void> {
  for (let round = 0; round < 2; round++) {
    seen.forget();
    await list(seen.sql);
    await seen.told();
    expect(seen.executed.length).toBeGreaterThan(0);
    const { rows, most } = read(seen.executed);
    expect(rows, most).toBeLessThan(MOST_COUNTED + 20 * (PAGE + 5));
  }
}

describe('of a book that is nearly all there is, and of which the statistics know nothing,', () => {
  const alone = useDatabase();
  const seen = useWatched(alone, 1);
  let own = 0;
  beforeAll(async () => {
    await neverAnalysed(alone.sql);
    const small = await makeAccount(alone.sql);
    await fillBothBooks(alone.sql, small, 10, FROM);
    await fillCallbacks(alone.sql, small);
    await openOneEach(alone.sql, small);
    await alone.sql`analyze`;
    own = await makeAccount(alone.sql);
    await fillMirror(alone.sql, own, ALONE, FROM);
    await fillOurBook(alone.sql, own);
    await fillCallbacks(alone.sql, own);
    await openOneEach(alone.sql, own);
  }, 300_000);

  const ways = <T extends Sort>(sorts: Readonly<Record<string, T>>) =>
    Object.values(sorts).flatMap((sort) => [sort, reversed(sort)]);
  test.each<[string, List]>([
    ...ways(SORTS).map((sort): [string, List] => [
      `the work list by ${sort.keys[0]?.name}, ${sort.direction}ending,`,
      (sql) =>
        discrepancies(sql, { accountId: own, mode: 'live', state: 'unresolved' }, { limit: PAGE, sort }),
    ]),
    ...ways(INVOICE_SORTS).map((sort): [string, List] => [
      `the invoices by ${sort.keys[0]?.name}, ${sort.direction}ending,`,
      (sql) => invoices(sql, { accountId: own, mode: 'live' }, { limit: PAGE, sort }),
    ]),
    [
      'those of one status',
      (sql) => invoices(sql, { accountId: own, mode: 'live', status: 'processed' }, { limit: PAGE }),
    ],
    [
      'those of one currency by amount',
      (sql) =>
        invoices(
          sql,
          { accountId: own, mode: 'live', currency: 'USD' },
          { limit: PAGE, sort: INVOICE_SORTS.amount },
        ),
    ],
    ['the callbacks', (sql) => callbacks(sql, { accountId: own, mode: 'live' }, { limit: PAGE })],
    [
      'the callbacks of some days',
      (sql) => callbacks(sql, { accountId: own, mode: 'live', from: DAY, timeZone: 'UTC' }, { limit: PAGE }),
    ],
  ])('%s read about what they show', async (_, list) => {
    await expectFewRead(seen, list, PAGE);
  });

  const nowhere = { from: '2026-05-20', to: '2026-06-20', timeZone: 'UTC' };
  const NARROWED: Narrowing<InvoiceFilter>[] = [
    ...[{ service: 'none has it' }, { service: null }, { resolution: 'none has it' }, { resolution: null }],
    ...([{ result: 'failed' }, { result: 'refunded' }, { result: 'charged_back' }] as const),
    ...[{ search: 'nobody' }, { search: '123456.78' }, { currency: 'KWD' }, { mode: 'test' } as const],
    ...[
      { status: 'processed', service: 'none has it' },
      { currency: 'USD', resolution: 'none has it' },
    ],
    ...[
      { ...nowhere, service: 'none has it' },
      { isPending: true, service: 'none has it' },
    ],
    ...([{ result: 'paid' }, { result: 'decided' }, { resolution: 'ok' }] as const),
    ...[
      { ...nowhere, hour: 3 },
      { ...nowhere, weekday: 3 },
      { currency: 'USD', status: 'processed' },
    ],
  ];
  test.each(
    NARROWED.flatMap((narrowing) => [narrowing, { ...narrowing, mode: narrowing.mode ?? ('all' as const) }]),
  )('the invoices narrowed to %o, however they are sorted, read about what they show', async (narrowing) => {
    for (const sort of ways(INVOICE_SORTS))
      await expectLittleRead(seen, (sql) =>
        invoices(sql, { accountId: own, mode: 'live', timeZone: 'UTC', ...narrowing }, { limit: PAGE, sort }),
      );
  });

  const OF_LIST: Narrowing<DiscrepancyFilter>[] = [
    ...[
      { kind: 'amount_differs' },
      { severity: 'critical' as const },
      { currency: 'KWD' },
      { assigneeId: 1 },
    ],
    ...[{ cause: 'none has it' }, { search: 'nobody' }, { kind: 'status_differs' }, { cause: 'unknown' }],
    ...([{ mode: 'all' }, { mode: 'test' }, { mode: 'all', kind: 'amount_differs' }] as const),
  ];
  test.each(OF_LIST)(
    'all discrepancies narrowed to %o, however they are sorted, read about what they show',
    async (narrowing) => {
      for (const sort of ways(SORTS))
        await expectLittleRead(seen, (sql) =>
          discrepancies(
            sql,
            { accountId: own, mode: 'live', state: 'all', timeZone: 'UTC', ...narrowing },
            { limit: PAGE, sort },
          ),
        );
    },
  );

  const OF_CALLBACKS: Narrowing<CallbackFilter>[] = [
    ...([
      { verdict: 'conflicting' },
      { mode: 'test' },
      { mode: 'live', reason: 'bad_amount' },
      { ...nowhere },
    ] as const),
    ...([
      { ...nowhere, mode: 'live', verdict: 'conflicting' },
      { ...nowhere, mode: 'test' },
    ] as const),
    ...([{ ...nowhere, mode: 'live', verdict: 'new' }, { search: 'nobody' }] as const),
  ];
  test.each(OF_CALLBACKS)('the callbacks narrowed to %o read about what they show', async (narrowing) => {
    for (const isOldestFirst of [false, true])
      await expectLittleRead(seen, (sql) =>
        callbacks(sql, { accountId: own, timeZone: 'UTC', ...narrowing }, { limit: PAGE, isOldestFirst }),
      );
  });

  test('what nobody bears is not looked for in all there is after much was found that many bear', async () => {
    const search = (text: string) =>
      invoices(seen.sql, { accountId: own, mode: 'live', search: text }, { limit: PAGE });
    for (let round = 0; round < ROUNDS; round++) expect(await search('cpi_')).toHaveLength(PAGE);
    await expectLittleRead(seen, () => search('nobody'));
  });

  test.each([{}, { status: 'processed' }, { currency: 'USD' }, { from: '2026-05-28', timeZone: 'UTC' }])(
    'what %o comes to is counted until there are too many, and no further',
    async (narrowing) => {
      seen.forget();
      const found = await countAndSums(seen.sql, {
        accountId: own,
        mode: 'live',
        timeZone: 'UTC',
        ...narrowing,
      });
      expect(found).toEqual({ count: 10_000, capped: true, sums: null });
      await seen.told();
      const { rows, most } = read(seen.executed);
      expect(rows).toBeGreaterThan(0);
      expect(rows, most).toBeLessThan(8 * 10_000);
    },
  );
});

const account = () => accountById(database.sql, accountId);
const DAY = '2026-05-29';
const DAYS_NOW = { count: 14, now: new Date(FROM * 1000), withUnaddressed: true };

test.each<[string, List, number]>([
  ['the invoices', (sql) => invoices(sql, { accountId, mode: 'live' }, { limit: PAGE }), PAGE],
  [
    'those of one status',
    (sql) => invoices(sql, { accountId, mode: 'live', status: 'process_pending' }, { limit: 10 }),
    10,
  ],
  [
    'a reference',
    (sql) => invoices(sql, { accountId, mode: 'live', search: '123.45' }, { limit: PAGE }),
    PAGE,
  ],
  [
    'the work list',
    (sql) => discrepancies(sql, { accountId, mode: 'live', state: 'unresolved' }, { limit: PAGE }),
    PAGE,
  ],
  ...[...Object.values(SORTS), ...Object.values(SORTS).map(reversed)].map((sort): [string, List, number] => [
    `the work list by ${sort.keys[0].name}, ${sort.direction}ending,`,
    (sql) => discrepancies(sql, { accountId, mode: 'live', state: 'unresolved' }, { limit: PAGE, sort }),
    PAGE,
  ]),
  ...[...Object.values(INVOICE_SORTS), ...Object.values(INVOICE_SORTS).map(reversed)].map(
    (sort): [string, List, number] => [
      `the invoices by ${sort.keys[0].name}, ${sort.direction}ending,`,
      (sql) => invoices(sql, { accountId, mode: 'live' }, { limit: PAGE, sort }),
      PAGE,
    ],
  ),
  ...Object.values(PENDING_SORTS).map((sort): [string, List, number] => [
    `what is pending by ${sort.keys[0].name}`,
    (sql) => invoices(sql, { accountId, mode: 'live', isPending: true }, { limit: PAGE, sort }),
    PAGE,
  ]),
  ['the callbacks', (sql) => callbacks(sql, { accountId, mode: 'live' }, { limit: PAGE }), PAGE],
  [
    'the callbacks of fourteen days',
    async (sql) => callbacksByDay(sql, await account(), 'live', DAYS_NOW),
    14,
  ],
  ['an invoice’s timeline', async (sql) => timeline(sql, accountId, await anId()), 1],
  ['what is due for a look', (sql) => duePolls(sql, accountId, PAGE, new Date(FROM * 1000)), 25],
  ['how a day stands', async (sql) => dayState(sql, await account(), DAY), INVOICES],
  ['a day’s report', async (sql) => dayReport(sql, await account(), DAY), 2 * INVOICES],
])('%s read about what they show', async (_, list, shown) => {
  await expectFewRead(watched, list, shown);
});

test('the callbacks of fourteen days read the totals of these days, of however many there are', async () => {
  const { sql } = database;
  const [hoursBefore, kindsAnHour] = [90 * 24, 4];
  await sql`
    insert into callback_totals (account_id, mode, is_folded, hour, verdict, is_retry, delay_step, callbacks)
    select ${accountId}, 'live', true, date_trunc('hour', to_timestamp(${FROM})) - make_interval(hours => n), 'new', false,
      step, 1
    from generate_series(2, ${hoursBefore}::int) as n, generate_series(1, ${kindsAnHour}::int) as step`;
  for (let round = 0; round < ROUNDS; round++) {
    watched.forget();
    const days = await callbacksByDay(watched.sql, await account(), 'live', DAYS_NOW);
    expect(days.at(-2)?.readable).toBe(24 * kindsAnHour);
    const { rows, most } = read(watched.executed);
    expect(rows, most).toBeLessThan(10 * 14 * 24 * kindsAnHour);
  }
});

async function anId(): Promise<string> {
  const [row] = await database.sql<{ id: string }[]>`
    select id from invoices where account_id = ${accountId} order by id limit 1`;
  return row?.id ?? '';
}
