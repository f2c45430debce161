import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, type Stretch } from '#identity/accounts/business-day.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { type MovementKind, movementsOfDays, pendingAt } from '#reconciliation/books/movements.ts';
import { hasChanged } from '#reconciliation/reports/day-closes.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const QUARTER_MS = 900_000;
const FROM = Date.UTC(2026, 8, 28);
const QUARTERS = 96 * 70;
/** Instants around the edges of hours, days and months matter most. */
const EDGES = ['2026-10-01T00:00Z', '2026-10-25T01:00Z', '2026-11-01T00:00Z', '2026-11-26T23:00Z'].map(
  Date.parse,
);

const quarter = fc.oneof(
  fc.nat(QUARTERS).map((nth) => FROM + nth * QUARTER_MS),
  fc
    .tuple(fc.constantFrom(...EDGES), fc.integer({ min: -6, max: 6 }))
    .map(([at, by]) => at + by * QUARTER_MS),
);
const row = fc.record({
  at: quarter,
  book: fc.constantFrom('ours', 'theirs'),
  mode: fc.constantFrom('live', 'live', 'test'),
  currency: fc.constantFrom('EUR', 'JPY'),
  service: fc.constantFrom(null, 'card'),
  kind: fc.constantFrom<MovementKind | 'created'>('created', 'processed', 'failed', 'refunded'),
  events: fc.integer({ min: -2, max: 3 }),
  amount: fc.integer({ min: -500, max: 500 }),
});
type Row = typeof row extends fc.Arbitrary<infer One> ? One : never;
const step = fc.oneof({ weight: 5, arbitrary: row }, { weight: 1, arbitrary: fc.constant('fold' as const) });
const day = fc.record({
  day: fc.constantFrom('2026-10-01', '2026-10-25', '2026-10-31', '2026-11-01', '2026-11-27'),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'),
});

async function put(accountId: number, { at, book, mode, currency, service, kind, events, amount }: Row) {
  await database.sql`
    insert into movement_totals (account_id, book, mode, quarter, currency, service, kind, events, amount, ordered, fee,
      unknown_fees, movements, signature)
    values (${accountId}, ${book}, ${mode}, ${new Date(at)}, ${currency}, ${service}, ${kind}, ${events}, ${amount},
      ${amount * 2}, ${events * 3}, 0, 1, ${amount})`;
}

/** The rows added up by a key, those that come to nothing left out. */
function added(rows: readonly Row[], keyOf: (one: Row) => string, signOf: (one: Row) => number) {
  const sums = new Map<string, { events: number; amount: number }>();
  for (const one of rows) {
    const sum = sums.get(keyOf(one)) ?? { events: 0, amount: 0 };
    sums.set(keyOf(one), {
      events: sum.events + signOf(one) * one.events,
      amount: sum.amount + signOf(one) * one.amount,
    });
  }
  const held = [...sums].filter(([, { events, amount }]) => events !== 0 || amount !== 0);
  return Object.fromEntries(held.map(([key, { events, amount }]) => [key, [events, String(amount * 2)]]));
}

/** Whether a day that was signed when it had so many movements has others now. */
async function isChanged(accountId: number, { starts, ends }: Stretch, movements: number): Promise<boolean> {
  const [row] = await database.sql<{ isChanged: boolean }[]>`
    select ${hasChanged(database.sql)} as is_changed
    from (select ${accountId}::int, ${starts}::timestamptz, ${ends}::timestamptz, ${movements}::bigint)
      as close(account_id, starts_at, ends_at, movements)`;
  return row?.isChanged ?? false;
}

test('what moved on a day, and what was pending at an instant, is the sum of all rows, folded or not', async () => {
  const { sql } = database;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      day,
      quarter,
      async (steps, asked, at) => {
        const accountId = await makeAccount(sql);
        const rows = steps.filter((one): one is Row => one !== 'fold');
        for (const one of steps) await (one === 'fold' ? foldTotals(sql) : put(accountId, one));
        const live = rows.filter(({ mode }) => mode === 'live');
        const stretch = dayOf(asked.day, asked.zone);
        const own = live.filter(
          (one) => one.at >= stretch.starts.getTime() && one.at < stretch.ends.getTime(),
        );
        const keyOf = ({
          book,
          currency,
          service,
          kind,
        }: Pick<Row, 'book' | 'currency' | 'service' | 'kind'>) => [book, currency, service, kind].join(' ');
        const moved = await movementsOfDays(sql, accountId, 'live', [stretch]);
        expect(
          Object.fromEntries(moved.map((one) => [keyOf(one as unknown as Row), [one.events, one.ordered]])),
        ).toEqual(added(own, keyOf, () => 1));
        expect(await isChanged(accountId, stretch, own.length)).toBe(false);
        expect(await isChanged(accountId, stretch, own.length + 1)).toBe(true);
        const before = live.filter((one) => one.at < at && one.kind !== 'refunded');
        const lineOf = ({ book, currency, service }: Pick<Row, 'book' | 'currency' | 'service'>) =>
          [book, currency, service].join(' ');
        const pending = await pendingAt(sql, accountId, 'live', new Date(at));
        expect(
          Object.fromEntries(
            pending.map((one) => [lineOf(one as unknown as Row), [one.payments, one.ordered]]),
          ),
        ).toEqual(added(before, lineOf, ({ kind }) => (kind === 'created' ? 1 : -1)));
      },
    ),
    { numRuns: 60 },
  );
});
