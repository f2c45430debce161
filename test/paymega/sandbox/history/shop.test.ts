import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedFindings } from '#paymega/sandbox/history/expected-findings.ts';
import { History } from '#paymega/sandbox/history/history.ts';
import { shopPace } from '#paymega/sandbox/history/pace.ts';
import { DAY, list, started } from '../started.ts';

const shop = { callbackUrl: null, returnUrl: 'https://shop.example/return' };
const HOUR = 3600;
/** Monday 2025-10-06, midnight in Berlin. */
const MONDAY = 1_759_701_600;
const settings = { startsAt: MONDAY, perDay: 80, scenarios: 'shop' as const, mondayAt: MONDAY, shop };
const EVER = MONDAY + 31 * DAY;

/** The kinds of which the two books differ. */
const DIFFERING = new Set([
  ...['missing_ours', 'missing_theirs', 'amount_differs', 'currency_differs', 'mode_differs'],
  ...['reference_differs', 'fee_differs', 'processed_differs', 'refund_differs', 'status_went_back'],
  'quarantined',
]);

const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);

test.each(seeds)(
  'in a month, 97 to 99 % are matched, and 40 to 120 payments come each day (seed %i)',
  (seed) => {
    const history = new History({ seed, ...settings });
    const { end } = history.range(MONDAY, EVER, EVER);
    const findings = [...expectedFindings(history, EVER + 7 * DAY)].filter(
      ({ kind, ends, invoiceId }) =>
        ends === 'open' && DIFFERING.has(kind) && (history.index(invoiceId, EVER) ?? end) < end,
    );
    const matched = 1 - new Set(findings.map(({ invoiceId }) => invoiceId)).size / end;
    expect(matched).toBeGreaterThan(0.97);
    expect(matched).toBeLessThan(0.99);
    for (let day = MONDAY; day < EVER; day += DAY) {
      const { first, end: last } = history.range(day, day + DAY - 1, EVER);
      expect(last - first).toBeGreaterThanOrEqual(40);
      expect(last - first).toBeLessThanOrEqual(120);
    }
  },
);

test('few kinds of trouble are frequent, and most are rare', () => {
  const counts = new Map<string, number>();
  const history = new History({ seed: 7, ...settings });
  for (const { kind } of expectedFindings(history, EVER)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const sorted = [...counts.values()].sort((a, b) => b - a);
  const all = sorted.reduce((sum, count) => sum + count, 0);
  const frequent = sorted.slice(0, 4).reduce((sum, count) => sum + count, 0);
  expect(sorted.length).toBeGreaterThan(8);
  expect(frequent / all).toBeGreaterThan(0.6);
  expect(sorted.filter((count) => count <= 2).length).toBeGreaterThan(sorted.length / 2);
});

test('the evening is busier than the night, and Friday than Sunday, by the clocks of the shop', () => {
  const { calendar } = new History({ seed: 7, ...settings });
  const hours = new Array<number>(24).fill(0);
  const weekdays = new Array<number>(7).fill(0);
  const end = calendar.countUntil(MONDAY + 28 * DAY - 1);
  for (let index = 0; index < end; index++) {
    const since = calendar.createdAt(index) - MONDAY;
    const [hour, weekday] = [Math.floor(since / HOUR) % 24, Math.floor(since / DAY) % 7];
    hours[hour] = (hours[hour] ?? 0) + 1;
    weekdays[weekday] = (weekdays[weekday] ?? 0) + 1;
  }
  const [evening, night] = [hours[20] ?? 0, hours[3] ?? 0];
  const [friday, sunday] = [weekdays[4] ?? 0, weekdays[6] ?? 0];
  expect(evening).toBeGreaterThan(5 * night);
  expect(night).toBeGreaterThan(0);
  expect(friday).toBeGreaterThan(1.2 * sunday);
});

test('each service keeps its currency and the terms that were agreed for it', () => {
  const history = new History({ seed: 7, ...settings });
  const terms = new Map<string, Set<string>>();
  for (let index = 0; index < 1200; index++) {
    const view = history.timeline(index)[0]?.view;
    if (!view || ['unknown_currency', 'figures_off'].includes(history.part(index).scenario)) continue;
    const rate = (view.fee - (view.amount * BigInt(RATES[view.service] ?? 0) + 5000n) / 10_000n).toString();
    terms.set(view.service, (terms.get(view.service) ?? new Set()).add(`${view.currency} ${rate}`));
  }
  expect([...terms.keys()].sort()).toEqual(Object.keys(RATES).sort());
  for (const one of terms.values()) expect(one.size).toBe(1);
});

const RATES: Readonly<Record<string, number>> = {
  payment_card_eur_h2h: 140,
  payment_card_eur_hpp: 190,
  payment_card_jpy_hpp: 300,
  payment_card_usd_h2h: 250,
  payment_card_usd_hpp: 290,
};

test('what is due by when can be turned round, and order holds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom(0.5, 80, 50_000),
      fc.integer({ min: -3 * DAY, max: 3 * DAY }),
      fc.double({ min: 0, max: 3_000_000, noNaN: true }),
      (seed, perDay, begins, due) => {
        const pace = shopPace(seed, MONDAY + begins, perDay, MONDAY);
        const at = pace.timeOf(due);
        expect(pace.dueUntil(at)).toBeCloseTo(due, 2);
        expect(pace.timeOf(due + 1)).toBeGreaterThan(at);
        expect(pace.timeOf(0)).toBeCloseTo(MONDAY + begins, 2);
      },
    ),
    { numRuns: 60 },
  );
});

test('a shop of any age answers for any window, however far ahead', async () => {
  const sandbox = await started({ ...settings, now: () => EVER, mondayAt: MONDAY });
  const whole = await list(sandbox, {
    'filter[created][from]': MONDAY,
    'filter[created][to]': 99_999_999_999,
  });
  const none = await list(sandbox, {
    'filter[created][from]': 99_999_999_998,
    'filter[created][to]': 99_999_999_999,
  });
  expect(whole.meta).toMatchObject({ total: expect.any(Number) });
  expect(none.data).toEqual([]);
});
