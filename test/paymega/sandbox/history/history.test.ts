import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrivals } from '#paymega/sandbox/history/arrivals.ts';
import { expectedFindings } from '#paymega/sandbox/history/expected-findings.ts';
import { History } from '#paymega/sandbox/history/history.ts';
import { FIRST_CREATED_INDEX, idOf, indexOf } from '#paymega/sandbox/history/ids.ts';
import { SCENARIO_NAMES } from '#paymega/sandbox/history/scenarios.ts';
import { DAY, START, started } from '../started.ts';

const shop = { callbackUrl: 'https://shop.example/callbacks', returnUrl: 'https://shop.example/return' };
const historyOf = (settings: { seed?: number; perDay?: number; endsAt?: number } = {}) =>
  new History({ seed: 3, startsAt: START, perDay: 90, shop, ...settings });

test('an id leads back to its index, under every seed', () => {
  const index = fc.integer({ min: 0, max: FIRST_CREATED_INDEX * 2 - 1 });
  fc.assert(
    fc.property(fc.integer(), index, (seed, one) => {
      expect(indexOf(seed, idOf(seed, one))).toBe(one);
    }),
  );
});

test('what is no id of ours leads nowhere', () => {
  const history = historyOf();
  for (const id of [
    '',
    'cpi_',
    'cpi_000000000',
    'cpi_zzzzzzzzz',
    'cpi_00000000!',
    'inv_000000000',
    'cpi_0000000000',
  ]) {
    expect(history.index(id, START + DAY)).toBeNull();
  }
});

test('the same seed tells the same bytes, another seed another history', async () => {
  const tell = async (seed: number) => {
    const sandbox = await started({ seed });
    // The port is the only thing that two sandboxes differ in.
    return [...sandbox.deliveries(START, START + 2 * DAY)].map(({ body }) =>
      body.replaceAll(sandbox.url, ''),
    );
  };
  const [one, same, other] = [await tell(5), await tell(5), await tell(6)];
  const bare = (bodies: string[]) => bodies.map((body) => body.replace(/"token":"[^"]+"/, ''));
  expect(bare(one)).toEqual(bare(same));
  expect(bare(one)).not.toEqual(bare(other));
});

test('a window holds exactly the invoices that were created in it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0.5, 90, 5_000, 100_000, 3_000_000),
      fc.integer({ min: -DAY, max: 2 * DAY }),
      fc.integer({ min: 0, max: 60 }),
      (perDay, offset, length) => {
        const history = historyOf({ perDay });
        const [from, to] = [START + offset, START + offset + length];
        const { first, end } = history.range(from, to, START + 10 * DAY);
        for (let index = first; index < end; index++) {
          expect(history.calendar.createdAt(index)).toBeGreaterThanOrEqual(from);
          expect(history.calendar.createdAt(index)).toBeLessThanOrEqual(to);
        }
        if (first > 0) expect(history.calendar.createdAt(first - 1)).toBeLessThan(from);
        expect(history.calendar.createdAt(end)).toBeGreaterThan(to);
      },
    ),
  );
});

test('windows that join leave no gap and no overlap', () => {
  const history = historyOf({ perDay: 20_000 });
  let end = 0;
  for (let from = START; from < START + 3600; from += 97) {
    const range = history.range(from, from + 96, START + DAY);
    expect(range.first).toBe(end);
    end = range.end;
  }
});

test('nothing is created after the end', () => {
  const history = historyOf({ endsAt: START + DAY });
  const { end } = history.range(START, START + 9 * DAY, START + 9 * DAY);
  expect(history.calendar.createdAt(end - 1)).toBeLessThanOrEqual(START + DAY);
  expect(history.calendar.createdAt(end)).toBeGreaterThan(START + DAY);
});

test('each scenario occurs in any 2,500 invoices in a row', () => {
  const history = historyOf();
  for (const from of [0, 1, 777, 1_249, 1_250, 500_001]) {
    const scenarios = new Set(
      Array.from({ length: 2_500 }, (_, place) => history.part(from + place).scenario),
    );
    expect([...scenarios].sort()).toEqual([...SCENARIO_NAMES].sort());
  }
});

test('a history may consist of two-part scenarios alone', () => {
  const history = new History({
    seed: 1,
    startsAt: START,
    perDay: 90,
    shop,
    scenarios: { double_payment: 1 },
  });
  const parts = Array.from({ length: 2_600 }, (_, index) => history.part(index));
  expect(parts.every(({ part }, index) => part === index % 2)).toBe(true);
});

test('callbacks come in the order of time, and slices join without gap or repeat', () => {
  const history = historyOf({ perDay: 900 });
  const key = ({ index, place }: { index: number; place: number }) => `${index}.${place}`;
  const whole = [...arrivals(history, START, START + 9 * DAY)];
  expect(whole.length).toBeGreaterThan(20_000);
  for (const [place, { at }] of whole.entries()) expect(at).toBeGreaterThanOrEqual(whole[place - 1]?.at ?? 0);
  const sliced = Array.from({ length: 9 }, (_, day) => [
    ...arrivals(history, START + day * DAY, START + (day + 1) * DAY),
  ]).flat();
  expect(sliced.map(key)).toEqual(whole.map(key));
});

test('callbacks are read lazily, without an end', () => {
  const endless = arrivals(historyOf(), START + DAY, Number.POSITIVE_INFINITY);
  const first = Array.from({ length: 5 }, () => endless.next().value?.at ?? 0);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(START + DAY);
});

test('a month at 90 a day has each kind of finding, and nothing is expected of what is still in flight', () => {
  const history = historyOf();
  const kinds = new Set([...expectedFindings(history, START + 30 * DAY)].map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual([
    ...[
      'amount_differs',
      'chargeback',
      'currency_differs',
      'double_payment',
      'fee_differs',
      'figures_do_not_add_up',
    ],
    ...['late_success', 'missing_ours', 'missing_theirs', 'mode_differs', 'over_returned', 'overpaid'],
    ...['processed_differs', 'quarantined', 'reference_differs', 'refund_differs', 'status_differs'],
    ...['status_went_back', 'stuck_pending', 'underpaid', 'unknown_status'],
  ]);
  expect([...expectedFindings(history, START + 3600)]).toEqual([]);
});

test('a hundred smooth days hold nothing to find', () => {
  const history = new History({ seed: 1, startsAt: START, perDay: 90, shop, scenarios: 'smooth' });
  expect([...expectedFindings(history, START + 100 * DAY)]).toEqual([]);
});
