import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import type { Mode } from '#paymega/mode.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { compareStates } from '#reconciliation/books/precedence.ts';
import { compare } from '#reconciliation/comparison/compare.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const DAY_SECONDS = 86_400;
const END = 1_790_000_000;
const NOW = new Date((END + DAY_SECONDS) * 1000);

/** One invoice as either book holds it; a book that holds none has null. */
type Pair = { ours: Observation | null; theirs: Observation | null };
type Double = { id: string; duplicate: string; atRisk: bigint };

const state = fc.record({
  status: fc.constantFrom('processed', 'process_pending', 'process_failed', 'refunded', 'partially_refunded'),
  refunded: fc.constantFrom(0n, 40n, 100n),
  updatedAfter: fc.integer({ min: 1, max: 3 }),
  currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
});

const pair = fc.record({
  order: fc.constantFrom('order-1', 'order-1', 'order-2'),
  mode: fc.constantFrom<Mode>('live', 'live', 'live', 'test'),
  daysAgo: fc.integer({ min: 0, max: 40 }),
  ours: fc.option(state, { freq: 3 }),
  theirs: fc.option(state, { freq: 3 }),
});

type Drawn = typeof pair extends fc.Arbitrary<infer Value> ? Value : never;

function books(accountId: number, pairs: readonly Drawn[]): Pair[] {
  return pairs.map(({ order, mode, daysAgo, ...sides }, place) => {
    const createdAt = END - daysAgo * DAY_SECONDS - 60 - place;
    const side = (told: (typeof sides)['ours']) =>
      told &&
      anObservation(accountId, {
        id: `cpi_${String(place).padStart(2, '0')}`,
        referenceId: order,
        mode,
        createdAt,
        updatedAt: createdAt + told.updatedAfter,
        status: told.status,
        currency: told.currency,
        amount: 100n,
        paymentAmount: 100n,
        processedAmount: 100n,
        refundedAmount: told.refunded,
      });
    return { ours: side(sides.ours), theirs: side(sides.theirs) };
  });
}

/** The rule, invoice by invoice: what was kept of each order beyond its first payment's worth, per currency. */
function doublePayments(pairs: readonly Pair[], isInScope: (invoice: Observation) => boolean): Double[] {
  const newest = pairs.flatMap(({ ours, theirs }) =>
    ours && theirs ? (compareStates(ours, theirs) >= 0 ? ours : theirs) : (ours ?? theirs ?? []),
  );
  const keyOf = ({ mode, referenceId }: Observation) => `${mode} ${referenceId}`;
  return [...new Set(newest.map(keyOf))].flatMap((order) => {
    const members = newest.filter((one) => keyOf(one) === order);
    if (!members.some(isInScope)) return [];
    const paid = members
      .filter(({ tookMoney, returned }) => tookMoney && returned < 100n)
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    const totals = new Map<string, bigint>();
    return paid.flatMap(({ id, currency, returned }, place) => {
      const owed = currency === paid[0]?.currency ? 100n : 0n;
      const before = totals.get(currency) ?? 0n;
      const total = before + 100n - returned;
      totals.set(currency, total);
      const beyond = (kept: bigint) => (kept > owed ? kept - owed : 0n);
      const duplicate = paid[place - 1]?.id;
      return duplicate === undefined ? [] : [{ id, duplicate, atRisk: beyond(total) - beyond(before) }];
    });
  });
}

async function found(accountId: number, window: { from: number; to: number }): Promise<Double[]> {
  const { sql } = database;
  const account = await accountById(sql, accountId);
  const runId = BigInt(accountId);
  await sql.begin((transaction) => compare(transaction, { runId, account, window, now: NOW }));
  return sql<Double[]>`
    select subject as id, theirs as duplicate, at_risk as "atRisk" from run_findings
    where run_id = ${runId.toString()} and kind = 'double_payment' order by subject`;
}

const PAID: Drawn['ours'] = { status: 'processed', refunded: 0n, updatedAfter: 1, currency: 'USD' };
/** Twice before the window, and within it a test payment that bears the same reference. */
const PAID_TWICE_BEFORE_THE_WINDOW: Drawn[] = [
  { order: 'order-1', mode: 'live', daysAgo: 10, ours: PAID, theirs: null },
  { order: 'order-1', mode: 'test', daysAgo: 0, ours: null, theirs: PAID },
  { order: 'order-1', mode: 'live', daysAgo: 10, ours: PAID, theirs: null },
];

const byId = (doubles: Double[]) => doubles.toSorted((a, b) => (a.id < b.id ? -1 : 1));

test.each([
  ['the whole of a long window', 50 * DAY_SECONDS],
  ['a long window that some payments lie before', 10 * DAY_SECONDS],
  ['a short window', 4 * 3600],
])('over %s, a double payment is found whichever book knows of it', async (_, seconds) => {
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 2, maxLength: 7 }), async (pairs) => {
      const accountId = await makeAccount(database.sql);
      const both = books(accountId, pairs);
      await ingest(
        database.sql,
        both.flatMap(({ ours }) => ours ?? []),
      );
      await mirrorInvoices(
        database.sql,
        both.flatMap(({ theirs }) => theirs ?? []),
        NOW,
      );
      const window = { from: END - seconds, to: END };
      const expected = doublePayments(both, ({ createdAt }) => createdAt >= window.from);
      expect([...(await found(accountId, window))]).toEqual(byId(expected));
    }),
    { numRuns: 60, examples: [[PAID_TWICE_BEFORE_THE_WINDOW]] },
  );
});
