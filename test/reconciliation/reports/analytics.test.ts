import { beforeAll, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { readFilter } from '#identity/filter.ts';
import { INVOICE_FILTER, invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { countInvoices, invoices } from '#reconciliation/books/invoices.ts';
import { analytics, type CurrencyAnalytics } from '#reconciliation/reports/analytics.ts';
import { dayReport } from '#reconciliation/reports/day-report.ts';
import { durationsOf } from '#reconciliation/reports/durations.ts';
import type { Totals } from '#reconciliation/reports/totals-of-range.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { AUTUMN, type BookRow, bookOf, onClock, SPRING, seedMonths } from './seeded-months.ts';

const database = useDatabase();
let account: Account;

beforeAll(async () => {
  const { sql } = database;
  account = await accountById(sql, await makeAccount(sql));
  await seedMonths(sql, { accountId: account.id, seed: 21, count: 400, ...SPRING });
  await seedMonths(sql, { accountId: account.id, seed: 22, count: 400, ...AUTUMN });
}, 120_000);

const RANGES = [
  ['the month in which the clocks go forward', SPRING],
  ['the month in which they go back', AUTUMN],
  ['the day on which they go forward', { from: '2026-03-29', to: '2026-03-29' }],
  ['the day on which they go back', { from: '2026-10-25', to: '2026-10-25' }],
] as const;
const MODES = ['live', 'test'] as const;

const sum = (of: (bigint | null)[]) => of.reduce<bigint>((all, one) => all + (one ?? 0n), 0n);

/** Refunded and charged back of a row, by the words of its status alone. */
function backOf({ status, returned, refundedAmount, chargedBackAmount }: BookRow) {
  const isTaken = status.endsWith('charged_back');
  const told = { refunded: refundedAmount ?? 0n, taken: chargedBackAmount ?? 0n };
  const rest = returned - told.refunded - told.taken;
  const refunded = isTaken ? told.refunded : told.refunded + rest;
  const taken = isTaken ? told.taken + rest : told.taken;
  return {
    refunded,
    taken,
    isRefund: refunded > 0n || /refunded$/.test(status),
    isTaken: taken > 0n || isTaken,
  };
}

/** The totals of rows, by plain loops. */
function byHand(rows: readonly BookRow[]) {
  const back = rows.map(backOf);
  const paid = rows.filter(({ tookMoney }) => tookMoney);
  return {
    ...{ invoices: rows.length, paid: paid.length },
    failed: rows.filter(({ tookMoney, isFinal }) => isFinal && !tookMoney).length,
    ...{
      gross: sum(rows.map(({ received }) => received)),
      fees: sum(paid.map(({ processedFee }) => processedFee)),
    },
    refunds: [
      back.filter(({ isRefund }) => isRefund).length,
      back.filter(({ isRefund, refunded }) => isRefund && refunded === 0n).length,
      sum(back.map(({ refunded }) => refunded)),
    ],
    chargebacks: [
      back.filter(({ isTaken }) => isTaken).length,
      back.filter(({ isTaken, taken }) => isTaken && taken === 0n).length,
      sum(back.map(({ taken }) => taken)),
    ],
  };
}

function plain({ refunds, chargebacks, gross, fees, ...counts }: Totals) {
  return {
    ...{ ...counts, gross: gross.minor, fees: fees.minor },
    refunds: [refunds.count, refunds.notTold, refunds.amount.minor],
    chargebacks: [chargebacks.count, chargebacks.notTold, chargebacks.amount.minor],
  };
}

function percentile(seconds: readonly number[], percent: number): number | null {
  return seconds[Math.ceil((seconds.length * percent) / 100) - 1] ?? null;
}

/** From creation to the final state, of those of which it is known. */
function secondsOf(rows: readonly BookRow[], result: 'paid' | 'failed'): number[] {
  return rows
    .filter(({ tookMoney, isFinal }) => (result === 'paid' ? tookMoney : isFinal && !tookMoney))
    .flatMap(({ processedAt, failedAt, createdAt }) => {
      const at = result === 'paid' ? processedAt : failedAt;
      return at && at >= createdAt ? [(at.getTime() - createdAt.getTime()) / 1000] : [];
    })
    .toSorted((a, b) => a - b);
}

function expectAll(of: CurrencyAnalytics, own: readonly BookRow[]): void {
  const clocks = own.map((row) => ({ row, ...onClock(row.createdAt) }));
  const rowsWith = (is: (one: (typeof clocks)[number]) => boolean) => clocks.filter(is).map(({ row }) => row);
  expect(plain(of.totals)).toEqual(byHand(own));
  for (const { day, totals } of of.days)
    expect(plain(totals), day).toEqual(byHand(rowsWith((one) => one.day === day)));
  for (const { weekday, totals } of of.weekdays)
    expect(plain(totals)).toEqual(byHand(rowsWith((one) => one.weekday === weekday)));
  for (const { hour, totals } of of.hours)
    expect(plain(totals), String(hour)).toEqual(byHand(rowsWith((one) => one.hour === hour)));
  for (const { service, totals } of of.services)
    expect(plain(totals)).toEqual(byHand(own.filter((row) => row.service === service)));
  expect(of.services.map(({ service }) => service).toSorted()).toEqual(
    [...new Set(own.map(({ service }) => service))].toSorted(),
  );
  for (const { service, resolution, failed } of of.declines) {
    const same = own.filter((row) => row.isFinal && !row.tookMoney && row.service === service);
    expect(failed).toBe(same.filter((row) => row.resolution === resolution).length);
  }
  expect(of.declines.reduce((all, { failed }) => all + failed, 0)).toBe(of.totals.failed);
  for (const result of ['paid', 'failed'] as const) {
    const seconds = secondsOf(own, result);
    expect(of.durations[result]).toEqual({
      ...{ measured: seconds.length, median: percentile(seconds, 50), p90: percentile(seconds, 90) },
      p99: percentile(seconds, 99),
    });
  }
}

describe.each(RANGES)('of %s', (_, range) => {
  test.each(MODES)('each figure of %s payments is what plain loops find', async (mode) => {
    const rows = (await bookOf(database.sql, account.id)).filter((row) => row.mode === mode);
    const { currencies } = await analytics(database.sql, account, { ...range, mode });
    const inRange = rows.filter(({ createdAt }) => {
      const { day } = onClock(createdAt);
      return day >= range.from && day <= range.to;
    });
    expect(inRange.length).toBeGreaterThan(0);
    for (const { currency } of inRange) expect(currencies.map((one) => one.currency)).toContain(currency);
    for (const one of currencies)
      expectAll(
        one,
        inRange.filter(({ currency }) => currency === one.currency),
      );
  });

  test('each day says the same as its report', async () => {
    const { currencies } = await analytics(database.sql, account, { ...range, mode: 'live' });
    let compared = 0;
    for (const { days, currency } of currencies) {
      for (const { day, totals } of days) {
        const lines = (await dayReport(database.sql, account, day)).filter(
          (line) => line.currency === currency,
        );
        const reported = (of: 'gross' | 'fees' | 'returned') => sum(lines.map(({ ours }) => ours[of].minor));
        const count = (of: 'invoices' | 'paid') => lines.reduce((all, { ours }) => all + ours[of], 0);
        const { refunds, chargebacks } = totals;
        expect([totals.invoices, totals.paid, totals.gross.minor, totals.fees.minor], day).toEqual([
          ...[count('invoices'), count('paid'), reported('gross'), reported('fees')],
        ]);
        expect(refunds.amount.minor + chargebacks.amount.minor, day).toBe(reported('returned'));
        compared += totals.invoices;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test('each figure leads to a list of as many payments', async () => {
    const { sql } = database;
    const listed = async (params: Record<string, string>) => {
      const asked = readFilter(INVOICE_FILTER, Object.entries({ ...range, ...params }));
      return (await countInvoices(sql, await invoiceFilter(sql, account, { ...asked, mode: 'live' }))).count;
    };
    const { currencies } = await analytics(sql, account, { ...range, mode: 'live' });
    for (const { currency, totals, services, declines, weekdays, hours, days } of currencies) {
      const expectListed = async (of: Totals, params: Record<string, string>) => {
        const at = { currency, ...params };
        expect(await listed(at)).toBe(of.invoices);
        expect(await listed({ ...at, result: 'paid' })).toBe(of.paid);
        expect(await listed({ ...at, result: 'failed' })).toBe(of.failed);
        expect(await listed({ ...at, result: 'decided' })).toBe(of.paid + of.failed);
        expect(await listed({ ...at, result: 'refunded' })).toBe(of.refunds.count);
        expect(await listed({ ...at, result: 'charged_back' })).toBe(of.chargebacks.count);
      };
      await expectListed(totals, {});
      for (const one of services) await expectListed(one.totals, { service: one.service ?? 'none' });
      for (const one of weekdays) await expectListed(one.totals, { weekday: String(one.weekday) });
      for (const one of hours)
        expect(await listed({ currency, hour: String(one.hour) })).toBe(one.totals.invoices);
      for (const { day, totals: own } of days.slice(-3)) await expectListed(own, { from: day, to: day });
      for (const { service, resolution, failed } of declines) {
        const of = { service: service ?? 'none', resolution: resolution ?? 'none', result: 'failed' };
        expect(await listed({ currency, ...of })).toBe(failed);
      }
    }
  });
});

test('a range is compared with the window before, and with the same weekdays whole weeks earlier', async () => {
  const range = { from: '2026-10-19', to: '2026-10-28' };
  const found = await analytics(database.sql, account, { ...range, mode: 'live', currency: 'USD' });
  expect(found.before).toEqual({ from: '2026-10-09', to: '2026-10-18' });
  expect(found.sameWeekdays).toEqual({ from: '2026-10-05', to: '2026-10-14' });
  const rows = (await bookOf(database.sql, account.id)).filter(
    ({ mode, currency }) => mode === 'live' && currency === 'USD',
  );
  const [of] = found.currencies;
  for (const window of ['before', 'sameWeekdays'] as const) {
    const own = rows.filter(({ createdAt }) => {
      const { day } = onClock(createdAt);
      return day >= found[window].from && day <= found[window].to;
    });
    expect(of?.[window] && plain(of[window])).toEqual(byHand(own));
  }
});

test('an hour on the clocks is the same payments in the list, page by page', async () => {
  const range = { from: '2026-10-01', to: '2026-10-31' };
  const filter = {
    accountId: account.id,
    mode: 'live',
    timeZone: account.timeZone,
    ...range,
    hour: 2,
  } as const;
  const rows = await invoices(database.sql, filter, { limit: 500 });
  const own = (await bookOf(database.sql, account.id)).filter(({ mode, createdAt }) => {
    const { day, hour } = onClock(createdAt);
    return mode === 'live' && hour === 2 && day >= range.from && day <= range.to;
  });
  expect(rows.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
});

test.each([
  ['an hour without days', { hour: '3' }],
  ['a weekday without a last day', { weekday: '1', from: '2026-10-01' }],
  ['a weekday of too many days', { weekday: '1', from: '2020-10-01', to: '2026-10-01' }],
  ['an hour that no clock shows', { hour: '24', from: '2026-10-01', to: '2026-10-02' }],
  ['an eighth day of the week', { weekday: '8', from: '2026-10-01', to: '2026-10-02' }],
])('a list of %s is refused', async (_, params) => {
  const list = async () => {
    const asked = readFilter(INVOICE_FILTER, Object.entries(params));
    return invoiceFilter(database.sql, account, { ...asked, mode: 'live' });
  };
  await expect(list()).rejects.toMatchObject({ code: 'bad_filter' });
});

test('percentiles are durations that were measured, and nothing where there are none', () => {
  expect(durationsOf([])).toEqual({ measured: 0, median: null, p90: null, p99: null });
  expect(durationsOf([{ seconds: 7, count: 1 }])).toEqual({ measured: 1, median: 7, p90: 7, p99: 7 });
  const took = [
    { seconds: 9, count: 50 },
    { seconds: 2, count: 49 },
    { seconds: 100, count: 1 },
  ];
  expect(durationsOf(took)).toEqual({ measured: 100, median: 9, p90: 9, p99: 9 });
});
