import { beforeAll, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import { shifted } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { foldTotals } from '#reconciliation/books/fold-totals.ts';
import { analytics } from '#reconciliation/reports/analytics.ts';
import { type Volume, volumesOfDay, volumesSoFar } from '#reconciliation/reports/volumes.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { AUTUMN, seedMonths } from './seeded-months.ts';

const database = useDatabase();
let account: Account;

beforeAll(async () => {
  const { sql } = database;
  account = await accountById(sql, await makeAccount(sql));
  await seedMonths(sql, { accountId: account.id, seed: 31, count: 900, ...AUTUMN });
}, 120_000);

const daysEarlier = (day: string, days: number) => shifted({ from: day, to: day }, -days).from;
const bare = (volume: Volume | null | undefined) =>
  volume && { ...volume, gross: { ...volume.gross, minor: String(volume.gross.minor) } };

/** What the analytics of the same day say, which count every payment. */
async function counted(day: string, mode: Mode) {
  const { currencies } = await analytics(database.sql, account, { mode, from: day, to: day });
  return new Map(
    currencies.map(({ currency, totals: { invoices, paid, failed, gross } }) => [
      currency,
      bare({ payments: invoices, paid, failed, gross }),
    ]),
  );
}

const DAYS = ['2026-10-12', '2026-10-24', '2026-10-25', '2026-10-26', AUTUMN.to];

describe.each(['live', 'test'] as const)('%s payments', (mode) => {
  test.each(DAYS)('%s and the days beside it are as the analytics count them', async (day) => {
    const { currencies, dayBefore, weekBefore } = await volumesOfDay(database.sql, account, mode, day);
    expect([dayBefore, weekBefore]).toEqual([daysEarlier(day, 1), daysEarlier(day, 7)]);
    for (const [own, key] of [
      [day, 'day'],
      [dayBefore, 'dayBefore'],
      [weekBefore, 'weekBefore'],
    ] as const) {
      const expected = await counted(own, mode);
      for (const one of currencies) {
        const nothing = {
          ...one.day,
          payments: 0,
          paid: 0,
          failed: 0,
          gross: { ...one.day.gross, minor: 0n },
        };
        expect(bare(one[key]), `${own} ${one.currency}`).toEqual(expected.get(one.currency) ?? bare(nothing));
      }
      for (const currency of expected.keys()) {
        if (expected.get(currency)?.payments)
          expect(currencies.map((one) => one.currency)).toContain(currency);
      }
    }
  });
});

test('folded totals say the same', async () => {
  const first = await volumesOfDay(database.sql, account, 'live', AUTUMN.to);
  await foldTotals(database.sql);
  expect(await volumesOfDay(database.sql, account, 'live', AUTUMN.to)).toEqual(first);
});

test('a day that is not over is held against as much of the others', async () => {
  const { sql } = database;
  const { starts } = dayOf('2026-10-20', account.timeZone);
  const now = new Date(starts.getTime() + 13 * 3_600_000 + 22 * 60_000);
  const soFar = await volumesSoFar(sql, account, 'live', now);
  const elapsed = 13 * 3_600_000 + 15 * 60_000;
  expect(soFar?.until).toEqual(new Date(starts.getTime() + elapsed));
  for (const [day, key] of [
    ['2026-10-20', 'day'],
    ['2026-10-19', 'dayBefore'],
    ['2026-10-13', 'weekBefore'],
  ] as const) {
    const from = dayOf(day, account.timeZone).starts;
    const rows = await sql<{ currency: string; payments: number }[]>`
      select currency, count(*)::int as payments from invoices
      where account_id = ${account.id} and mode = 'live' and created_at >= ${from}
        and created_at < ${new Date(from.getTime() + elapsed)} group by currency`;
    const told = soFar?.currencies.map((one) => [one.currency, one[key]?.payments]) ?? [];
    expect(new Map(told.filter(([, payments]) => payments !== 0) as [string, number][])).toEqual(
      new Map(rows.map(({ currency, payments }) => [currency, payments])),
    );
  }
});

test('a part of a day is not held against a day on which the clocks were changed', async () => {
  // The clocks go back on 25 October: that day is an hour longer.
  const noon = (day: string) => new Date(dayOf(day, account.timeZone).starts.getTime() + 12 * 3_600_000);
  const { sql } = database;
  const after = await volumesSoFar(sql, account, 'live', noon('2026-10-26'));
  expect(after?.currencies.length).toBeGreaterThan(0);
  expect(after?.currencies.every(({ dayBefore, weekBefore }) => dayBefore === null && weekBefore)).toBe(true);
});

test('no day is held against one on which the book began, or an earlier one', async () => {
  const { sql } = database;
  const { bookBegins } = await analytics(sql, account, { mode: 'live', ...AUTUMN });
  const next = shifted({ from: bookBegins ?? '', to: bookBegins ?? '' }, 1).from;
  const { currencies } = await volumesOfDay(sql, account, 'live', next);
  expect(currencies.length).toBeGreaterThan(0);
  expect(currencies.every(({ dayBefore, weekBefore }) => dayBefore === null && weekBefore === null)).toBe(
    true,
  );
});

test('right after midnight, and without any payment, there are no figures', async () => {
  const { sql } = database;
  const { starts } = dayOf('2026-10-20', account.timeZone);
  expect(await volumesSoFar(sql, account, 'live', new Date(starts.getTime() + 60_000))).toBeNull();
  const empty = await accountById(sql, await makeAccount(sql));
  expect((await volumesOfDay(sql, empty, 'live', '2026-10-20')).currencies).toEqual([]);
});
