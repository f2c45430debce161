import { beforeAll, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { formatMinor } from '#paymega/money.ts';
import { agreedFee, paidOfOrder, tierOf } from '#reconciliation/reports/fees/agreed-fee.ts';
import { auditedList } from '#reconciliation/reports/fees/audited-list.ts';
import { FITS, type Fit } from '#reconciliation/reports/fees/audited-payments.ts';
import {
  endRate,
  enterRate,
  type WrittenRate,
  withdrawRate,
} from '#reconciliation/reports/fees/enter-rate.ts';
import { type FeeLine, feeAudit } from '#reconciliation/reports/fees/fee-audit.ts';
import { inferRate } from '#reconciliation/reports/fees/infer-rate.ts';
import { type FeeRate, feeRates } from '#reconciliation/reports/fees/rates.ts';
import { makeAccount, useDatabase } from '../../../support/database.ts';
import { AUTUMN, type BookRow, bookOf, onClock, SPRING, seedMonths } from '../seeded-months.ts';

const database = useDatabase();
let account: Account;
let actor: { kind: 'person'; personId: number; name: string };

const FLAT = { from: '', percentage: '2.9', fixed: '0.30', minimum: '', maximum: '' };
const RATE: WrittenRate = {
  ...{ service: null, currency: 'USD', fromDay: '2026-03-01', toDay: null, base: 'order', tiersBy: 'volume' },
  ...{ rounding: 'half_up', origin: 'entered', note: '', tiers: [FLAT] },
};

async function enter(over: Partial<WrittenRate>, of = account): Promise<bigint> {
  return enterRate(database.sql, actor, of, { ...RATE, ...over });
}

beforeAll(async () => {
  const { sql } = database;
  const email = 'finance@shop.example';
  const { id } = await addPerson(sql, { email, role: 'finance', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
  account = await accountById(sql, await makeAccount(sql));
  await seedMonths(sql, { accountId: account.id, seed: 7, count: 350, ...SPRING });
  await seedMonths(sql, { accountId: account.id, seed: 8, count: 350, ...AUTUMN });
  await enter({ toDay: '2026-03-28' });
  await enter({ fromDay: '2026-03-29', base: 'received', rounding: 'down' });
  await enter({
    service: 'wallet',
    fromDay: '2026-10-10',
    tiers: [{ ...FLAT, percentage: '1.95', minimum: '4' }],
  });
  await enter({ currency: 'JPY', tiers: [{ ...FLAT, fixed: '30' }] });
  const volumes = [
    { ...FLAT, fixed: '0.030' },
    { ...FLAT, from: '400', percentage: '2.5', fixed: '0.01', maximum: '3.5' },
    { ...FLAT, from: '1000', percentage: '2.1', fixed: '0' },
  ];
  await enter({ currency: 'KWD', service: 'card', tiers: volumes });
  const amounts = [
    { ...FLAT, fixed: '0.03' },
    { ...FLAT, from: '50', percentage: '2', fixed: '' },
  ];
  await enter({
    currency: 'KWD',
    service: 'wallet',
    tiersBy: 'amount',
    rounding: 'half_even',
    tiers: amounts,
  });
}, 120_000);

/** The same by plain loops over the rows of the book. */
function byHand(rows: readonly BookRow[], rates: readonly FeeRate[]) {
  return rows
    .filter(({ mode, tookMoney }) => mode === 'live' && tookMoney)
    .map((row) => {
      const { day } = onClock(row.createdAt);
      const holding = rates.filter(
        ({ currency, fromDay, toDay }) =>
          currency === row.currency && fromDay <= day && day <= (toDay ?? '9999'),
      );
      const rate =
        holding.find(({ service }) => service !== null && service === row.service) ??
        holding.find(({ service }) => service === null);
      const base = rate?.base === 'received' ? row.received : paidOfOrder(row);
      const tier = rate && base !== null ? tierOf(rate.tiers, reached(rate, base, day, rows)) : null;
      const agreed = rate && tier && base !== null ? agreedFee(tier, rate.rounding, base) : null;
      const charged = row.processedFee;
      const fit: Fit =
        charged === null ? 'not_told' : agreed === null ? 'no_rate' : agreed === charged ? 'fits' : 'differs';
      return { row, day, charged, agreed: charged === null ? null : agreed, fit };
    });
}

function reached(rate: FeeRate, base: bigint, day: string, rows: readonly BookRow[]): bigint {
  if (rate.tiersBy === 'amount') return base;
  const [year = 0, month = 0] = day.split('-').map(Number);
  const before = month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, '0')}`;
  return rows
    .filter(({ mode, currency, tookMoney }) => mode === 'live' && currency === rate.currency && tookMoney)
    .filter(({ service }) => rate.service === null || rate.service === service)
    .filter(({ createdAt }) => onClock(createdAt).day.startsWith(before))
    .reduce((sum, { received }) => sum + received, 0n);
}

const text = (line: FeeLine) => ({
  ...{ period: line.period, currency: line.currency, service: line.service, paid: line.paid },
  ...{ fits: line.fits, differs: line.differs, noRate: line.noRate, notTold: line.notTold },
  charged: line.charged?.minor ?? null,
  agreed: line.compared?.agreed.minor ?? null,
  difference: line.compared?.difference.minor ?? null,
  quoted: [line.quotedOnFailed.count, line.quotedOnFailed.fees.minor],
});

describe('over seeded months, both changes of the clocks among them,', () => {
  test.each(['day', 'month'] as const)('each figure of a %s is what plain loops find', async (by) => {
    const rows = await bookOf(database.sql, account.id);
    const payments = byHand(rows, await feeRates(database.sql, account.id));
    for (const range of [SPRING, AUTUMN]) {
      const lines = await feeAudit(database.sql, account, { ...range, mode: 'live' }, by);
      const isWithin = (day: string) => day >= range.from && day <= range.to;
      const keyOf = (day: string, { currency, service }: BookRow) =>
        [by === 'day' ? day : day.slice(0, 7), currency, service].join(' ');
      const failed = rows
        .map((row) => ({ row, day: onClock(row.createdAt).day }))
        .filter(({ row, day }) => row.mode === 'live' && isWithin(day) && row.isFinal && !row.tookMoney)
        .filter(({ row }) => (row.fee ?? 0n) > 0n);
      const paid = payments.filter(({ day }) => isWithin(day));
      const keys = new Set([...failed, ...paid].map(({ row, day }) => keyOf(day, row)));
      expect(
        new Set(lines.map(({ period, currency, service }) => [period, currency, service].join(' '))),
      ).toEqual(keys);
      for (const line of lines) {
        const key = [line.period, line.currency, line.service].join(' ');
        const own = paid.filter(({ row, day }) => keyOf(day, row) === key);
        const count = (fit: Fit) => own.filter((one) => one.fit === fit).length;
        const told = own.filter(({ charged }) => charged !== null);
        const compared = told.filter(({ agreed }) => agreed !== null);
        const sum = (of: (bigint | null)[]) => of.reduce<bigint>((total, one) => total + (one ?? 0n), 0n);
        const agreed = compared.length === 0 ? null : sum(compared.map((one) => one.agreed));
        const own2 = failed.filter(({ row, day }) => keyOf(day, row) === key);
        expect(text(line)).toEqual({
          ...{ period: line.period, currency: line.currency, service: line.service, paid: own.length },
          ...{
            fits: count('fits'),
            differs: count('differs'),
            noRate: count('no_rate'),
            notTold: count('not_told'),
          },
          charged: told.length === 0 ? null : sum(told.map((one) => one.charged)),
          agreed,
          difference: agreed === null ? null : sum(compared.map((one) => one.charged)) - agreed,
          quoted: [own2.length, sum(own2.map(({ row }) => row.fee))],
        });
      }
      // Every way to fit or not is among what was compared.
      expect(new Set(paid.map(({ fit }) => fit)), JSON.stringify(range)).toEqual(new Set(FITS));
    }
  });

  test.each(['fits', 'differs', 'no_rate', 'not_told', 'not_fitting'] as const)(
    'the list of those of which the fee is “%s” has each once, newest first, page by page',
    async (fit) => {
      const scope = { ...AUTUMN, mode: 'live', fit } as const;
      const expected = byHand(
        await bookOf(database.sql, account.id),
        await feeRates(database.sql, account.id),
      )
        .filter(({ day }) => day >= AUTUMN.from && day <= AUTUMN.to)
        .filter((one) => (fit === 'not_fitting' ? one.fit !== 'fits' : one.fit === fit));
      const found = [];
      for (let page = await auditedList(database.sql, account, scope, { limit: 7 }); page.length > 0; ) {
        found.push(...page);
        const after = page.at(-1)?.cursor;
        page = await auditedList(database.sql, account, scope, { after, limit: 7 });
      }
      expect(
        found.map(({ id, agreed, charged }) => [id, agreed?.minor ?? null, charged?.minor ?? null]),
      ).toEqual(expected.map(({ row, agreed, charged }) => [row.id, agreed, charged]));
      expect(found.length).toBeGreaterThan(0);
    },
  );
});

describe('a rate', () => {
  test('that holds for days of another of the same service and currency is refused, and says which', async () => {
    const own = await accountById(database.sql, await makeAccount(database.sql));
    const first = await enter({ toDay: '2026-06-30' }, own);
    await expect(enter({ fromDay: '2026-06-30' }, own)).rejects.toMatchObject({
      ...{ code: 'rate_overlaps', status: 409 },
      message: expect.stringContaining('all services in USD already for 2026-03-01 to 2026-06-30'),
    });
    await enter({ fromDay: '2026-06-30', service: 'card' }, own);
    await enter({ fromDay: '2026-06-30', currency: 'EUR' }, own);
    const second = await enter({ fromDay: '2026-07-01' }, own);
    await expect(endRate(database.sql, actor, own, first, '2026-07-01')).rejects.toMatchObject({
      status: 409,
    });
    await endRate(database.sql, actor, own, first, '2026-05-31');
    await enter({ fromDay: '2026-06-01', toDay: '2026-06-30' }, own);
    await withdrawRate(database.sql, actor, own, second);
    await enter({ fromDay: '2026-07-01' }, own);
    await expect(withdrawRate(database.sql, actor, own, second)).rejects.toMatchObject({ code: 'withdrawn' });
    await expect(endRate(database.sql, actor, account, first, '2026-07-01')).rejects.toMatchObject({
      status: 404,
    });
    const acts = await database.sql<{ act: string }[]>`
      select act from audit where subject like ${`fee_rate:${own.slug}:%`} order by id`;
    expect(acts.map(({ act }) => act.replace('fee_rate.', ''))).toEqual([
      ...['entered', 'entered', 'entered', 'entered', 'ended', 'entered', 'withdrawn', 'entered'],
    ]);
  });

  test('cannot be changed afterwards, not even in the database', async () => {
    const own = await accountById(database.sql, await makeAccount(database.sql));
    const id = await enter({}, own);
    await expect(database.sql`update fee_rates set base = 'received' where id = ${id}`).rejects.toThrow();
    await expect(database.sql`update fee_tiers set fixed = 1 where rate_id = ${id}`).rejects.toThrow();
    await expect(database.sql`delete from fee_rates where id = ${id}`).rejects.toThrow();
  });

  const tier = (over: Partial<typeof FLAT>) => ({ tiers: [{ ...FLAT, ...over }] });
  test.each<[string, Partial<WrittenRate>]>([
    ['unknown_currency', { currency: 'XXZ' }],
    ['days_in_wrong_order', { toDay: '2026-02-28' }],
    ['bad_percentage_1', tier({ percentage: '' })],
    ['bad_percentage_1', tier({ percentage: '2,9' })],
    ['bad_percentage_1', tier({ percentage: '-1' })],
    ['bad_percentage_1', tier({ percentage: '100.1' })],
    ['bad_percentage_1', tier({ percentage: '2.9000001' })],
    ['bad_fixed_1', tier({ fixed: '0.301' })],
    ['bad_fixed_1', { ...tier({ fixed: '0.3' }), currency: 'JPY' }],
    ['bad_minimum_1', tier({ minimum: '99999999999999999999' })],
    ['bad_maximum_1', tier({ minimum: '2', maximum: '1' })],
    ['bad_from_2', { tiers: [FLAT, FLAT] }],
  ])('is refused as %s where it is %o', async (code, over) => {
    const own = await accountById(database.sql, await makeAccount(database.sql));
    await expect(enter(over, own)).rejects.toMatchObject({ code });
    expect(await feeRates(database.sql, own.id)).toEqual([]);
  });
});

test('a rate is inferred from what was charged, with how many it explains and how many not', async () => {
  const range = { ...AUTUMN, mode: 'live' } as const;
  const inferred = await inferRate(database.sql, account, { ...range, currency: 'JPY', service: 'card' });
  expect(inferred).toMatchObject({ percentage: 2_900_000n, fixed: 30n, minimum: null, base: 'order' });
  const own = (await bookOf(database.sql, account.id)).filter(
    ({ mode, currency, service, tookMoney, processedFee, createdAt }) =>
      mode === 'live' &&
      currency === 'JPY' &&
      service === 'card' &&
      tookMoney &&
      processedFee !== null &&
      onClock(createdAt).day >= AUTUMN.from,
  );
  expect(inferred?.payments).toBe(own.length);
  const terms = { percentage: 2_900_000n, fixed: 30n, minimum: null, maximum: null };
  const explained = own.filter(
    (row) => agreedFee(terms, 'half_up', paidOfOrder(row) ?? 0n) === row.processedFee,
  );
  expect(inferred?.explained).toBe(explained.length);
  expect(explained.length).toBeLessThan(own.length);
  expect(formatMinor(inferred?.percentage ?? 0n, 6)).toBe('2.900000');
});

test('nothing is inferred where nothing was paid', async () => {
  const of = { ...AUTUMN, mode: 'live', currency: 'EUR' } as const;
  expect(await inferRate(database.sql, account, of)).toBeNull();
});
