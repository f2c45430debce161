import { describe, expect, test } from 'vitest';
import { isKnownStatus, STAGE_ORDER, STATUSES, statusFacts } from '#paymega/statuses.ts';

const DOCUMENTED = [
  ...['created', 'processing', 'process_pending', 'process_error', 'process_failed', 'expired', 'terminated'],
  ...['processed', 'partially_processed', 'refunding', 'refund_pending', 'refund_error', 'refund_failed'],
  ...['partially_refunded', 'refunded', 'partially_charged_back', 'charged_back'],
];
const NOT_FINAL = [
  ...[
    'created',
    'processing',
    'process_pending',
    'process_error',
    'refunding',
    'refund_pending',
    'refund_error',
  ],
];
const all = Object.entries(STATUSES);

test('the table has every status that Paymega documents, and no other', () => {
  expect(Object.keys(STATUSES).sort()).toEqual([...DOCUMENTED].sort());
  expect(DOCUMENTED.every(isKnownStatus)).toBe(true);
});

test('not final is what Paymega calls not final', () => {
  expect(all.flatMap(([name, { isFinal }]) => (isFinal ? [] : [name])).sort()).toEqual([...NOT_FINAL].sort());
});

test('no two statuses are equally far along, so that two in one second have an order', () => {
  expect(new Set(all.map(([, { progress }]) => progress)).size).toBe(all.length);
});

test('a later stage is further along', () => {
  for (const [name, one] of all) {
    for (const [otherName, other] of all) {
      if (STAGE_ORDER[one.stage] < STAGE_ORDER[other.stage]) {
        expect(one.progress, `${name} before ${otherName}`).toBeLessThan(other.progress);
      }
    }
  }
});

test('money was taken exactly where something was paid, whatever was returned since', () => {
  const taken = all.flatMap(([name, { tookMoney }]) => (tookMoney ? [name] : []));
  const paid = all.flatMap(([name, { stage }]) =>
    STAGE_ORDER[stage] >= STAGE_ORDER.paid_in_part ? [name] : [],
  );
  expect(taken).toEqual(paid);
  expect(taken).toHaveLength(10);
});

test('every status has words of its own for the screen', () => {
  expect(new Set(all.map(([, { label }]) => label)).size).toBe(all.length);
});

describe('a status that nobody knows', () => {
  test.each(['on_hold', '', 'PROCESSED', 'toString', '__proto__', 'constructor'])('“%s”', (status) => {
    expect(isKnownStatus(status)).toBe(false);
    expect(statusFacts(status)).toMatchObject({ stage: 'unknown', isFinal: false, tookMoney: false });
  });

  test('in one second it yields to any final status, and no stage has gone back to it', () => {
    const unknown = statusFacts('on_hold');
    for (const [, known] of all) if (known.isFinal) expect(known.progress).toBeGreaterThan(unknown.progress);
    expect(STAGE_ORDER.unknown).toBeLessThan(0);
  });
});
