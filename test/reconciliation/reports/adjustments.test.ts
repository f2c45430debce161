import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { dayAt } from '#identity/accounts/business-day.ts';
import { daysOfRange } from '#identity/accounts/day-range.ts';
import { addPerson } from '#identity/people/people.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { type Adjustment, adjustmentsLearntOn, adjustmentsOf } from '#reconciliation/reports/adjustments.ts';
import { cleanDays, closeCleanDays } from '#reconciliation/reports/clean-days.ts';
import { closeDay, confirmDay, reopenDay } from '#reconciliation/reports/day-close.ts';
import { closesOf, closingState } from '#reconciliation/reports/day-closes.ts';
import { moneyDay } from '#reconciliation/reports/day-money.ts';
import { bookedDays, closingNow, netOf, totalsOfRange } from '#reconciliation/reports/days.ts';
import {
  differenceState,
  moneyDigest,
  moneyReport,
  signedLines,
} from '#reconciliation/reports/money-report.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { aRun } from './a-run.ts';
import { heardOfMonth, take } from './a-seeded-month.ts';

const database = useDatabase();
const [FROM, TO] = ['2026-03-20', '2026-03-31'];
const STARTS = Date.parse('2026-03-20T00:00:00Z') / 1000;

type Who = { kind: 'person'; personId: number; name: string };
let account: Account;
let finance: Who;
let second: Who;
let made = 0;

beforeEach(async () => {
  account = await accountById(database.sql, await makeAccount(database.sql));
  [finance, second] = [await somebody(), await somebody()];
});

async function somebody(): Promise<Who> {
  const email = `somebody${++made}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'finance', password: 'four words in a row' });
  return { kind: 'person', personId: id, name: email };
}

/** A finished run over all days, so that they may be signed. */
async function compared(over: Partial<Parameters<typeof aRun>[2]> = {}): Promise<void> {
  const days = daysOfRange({ from: FROM, to: TO }, account.timeZone);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) throw new Error('no days');
  const window = { from: first.starts.getTime() / 1000, to: last.ends.getTime() / 1000 };
  await aRun(database.sql, account.id, { ...window, startedAt: Math.floor(Date.now() / 1000), ...over });
}

async function sign(day: string, by: Who = finance): Promise<void> {
  const seen = moneyDigest(await moneyReport(database.sql, account, 'live', day));
  await closeDay(database.sql, by, account, day, 'as it stands', seen);
}

const paid = (id: string, at: number, over: Parameters<typeof anObservation>[1] = {}) =>
  anObservation(account.id, { id, createdAt: at, processedAt: at, updatedAt: at, ...over });

/** What adjustments of a book add, per currency and service, in the figures of a line. */
function added(adjustments: readonly Adjustment[], book: 'ours' | 'theirs') {
  const sums = new Map<string, bigint[]>();
  for (const { book: of, kind, amount, fee, service, events } of adjustments) {
    if (of !== book) continue;
    const key = `${amount.currency} ${service ?? ''}`;
    const [sales, gross, fees, refunded, charged] = sums.get(key) ?? [0n, 0n, 0n, 0n, 0n];
    const is = (wanted: string, value: bigint) => (kind === wanted ? value : 0n);
    sums.set(key, [
      (sales ?? 0n) + is('processed', BigInt(events)),
      (gross ?? 0n) + is('processed', amount.minor),
      (fees ?? 0n) + is('processed', fee.minor),
      (refunded ?? 0n) + is('refunded', amount.minor),
      (charged ?? 0n) + is('charged_back', amount.minor),
    ]);
  }
  return sums;
}

type Side = { sales: number } & Record<'gross' | 'fees' | 'refunded' | 'chargedBack', { minor: bigint }>;
type Line = { currency: string; service: string | null; ours: Side };
const figures = ({ sales, gross, fees, refunded, chargedBack }: Side) => [
  ...[BigInt(sales), gross.minor, fees.minor, refunded.minor, chargedBack.minor],
];

/** Signed figures and what was added since, against the figures of now: of our book, each line. */
async function expectSignedPlusAdjustments(day: string): Promise<void> {
  const [close] = await closesOf(database.sql, account.id, day);
  if (!close || Array.isArray(close.figures) || close.reopenedAt) return;
  const sums = added(await adjustmentsOf(database.sql, account, day), 'ours');
  const expected = new Map<string, bigint[]>();
  const key = ({ currency, service }: Line) => `${currency} ${service ?? ''}`;
  for (const line of signedLines(close.figures) as Line[]) expected.set(key(line), figures(line.ours));
  for (const [line, more] of sums)
    expected.set(
      line,
      (expected.get(line) ?? more.map(() => 0n)).map((sum, place) => sum + (more[place] ?? 0n)),
    );
  const present = new Map<string, bigint[]>();
  for (const line of await moneyDay(database.sql, account, 'live', day))
    present.set(key(line), figures(line.ours));
  const nonzero = (lines: Map<string, bigint[]>) =>
    [...lines].filter(([, values]) => values.some((value) => value !== 0n)).toSorted();
  expect(nonzero(expected), day).toEqual(nonzero(present));
}

test('signed figures and adjustments are the present book, whatever is signed, reopened and told when', async () => {
  const days = daysOfRange({ from: FROM, to: TO }, account.timeZone).map(({ day }) => day);
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.constant('tell' as const) },
    { weight: 3, arbitrary: fc.record({ sign: fc.constantFrom(...days) }) },
    { weight: 1, arbitrary: fc.record({ reopen: fc.constantFrom(...days) }) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1e6 }),
      fc.array(act, { minLength: 8, maxLength: 24 }),
      async (seed, acts) => {
        account = await accountById(database.sql, await makeAccount(database.sql));
        await compared();
        const heard = heardOfMonth(account.id, seed, STARTS - 5 * 86_400, 60);
        let told = 0;
        for (const one of acts) {
          if (one === 'tell') {
            await take(database.sql, heard.slice(told, told + 40));
            told += 40;
          } else if ('sign' in one) await sign(one.sign).catch(alreadyClosed);
          else
            await reopenDay(database.sql, finance, account, one.reopen, {
              reason: 'x',
              mayReopen: true,
            }).catch(notClosed);
        }
        await take(database.sql, heard.slice(told));
        for (const day of days) await expectSignedPlusAdjustments(day);
      },
    ),
    { numRuns: 12 },
  );
});

function alreadyClosed(error: { code?: string }): void {
  if (error.code !== 'already_closed') throw error;
}
function notClosed(error: { code?: string }): void {
  if (error.code !== 'not_closed') throw error;
}

test('what was under way, unseen, while a day was signed is an adjustment of it', async () => {
  const { sql } = database;
  const at = Date.parse('2026-03-21T12:00:00Z') / 1000;
  await ingest(sql, [paid('cpi_before', at)]);
  await compared();
  const session = await sql.reserve();
  await session`begin`;
  await ingest(session, [paid('cpi_under_way', at)]);
  // Whoever comes later gets a higher number, and is seen: the one under way has the lower one.
  await ingest(sql, [paid('cpi_later', at)]);
  await sign('2026-03-21');
  await session`commit`;
  session.release();
  const adjustments = await adjustmentsOf(sql, account, '2026-03-21');
  expect(adjustments.map(({ invoiceId }) => invoiceId)).toEqual(['cpi_under_way']);
  await expectSignedPlusAdjustments('2026-03-21');
});

test('a refund of weeks later is of its own day; a late callback is an adjustment on the day it is learnt', async () => {
  const { sql } = database;
  const at = Date.parse('2026-03-21T12:00:00Z') / 1000;
  await ingest(sql, [paid('cpi_a', at)]);
  await compared();
  await sign('2026-03-21');
  await sign('2026-03-25');
  const refundedAt = Date.parse('2026-03-28T09:00:00Z') / 1000;
  await ingest(sql, [
    paid('cpi_a', at, { status: 'partially_refunded', refundedAmount: 4_000n, updatedAt: refundedAt }),
  ]);
  expect(await adjustmentsOf(sql, account, '2026-03-21')).toEqual([]);
  const [line] = await moneyDay(sql, account, 'live', '2026-03-28');
  expect(line?.ours).toMatchObject({
    sales: 0,
    refunds: 1,
    refunded: { minor: 4_000n },
    net: { minor: -4_000n },
  });
  await ingest(sql, [paid('cpi_late', at + 60)]);
  const learnt = await adjustmentsLearntOn(sql, account, { from: today(), to: today() });
  expect(learnt).toMatchObject([
    { ofDay: '2026-03-21', invoiceId: 'cpi_late', kind: 'processed', book: 'ours' },
  ]);
  expect(netOf(learnt)).toMatchObject({ minor: 9_700n, currency: 'USD' });
  const [row] = await bookedDays(sql, account, { from: '2026-03-21', to: '2026-03-21' });
  // The signed figures stay, and the day is marked.
  expect(row).toMatchObject({ state: 'closed', hasChanged: true, money: [{ ours: { sales: 1 } }] });
});

function today(): string {
  return dayAt(new Date(), account.timeZone);
}

test('a range is booked as signed, and adds up with what was learnt in it', async () => {
  const { sql } = database;
  const at = Date.parse('2026-03-21T12:00:00Z') / 1000;
  await ingest(sql, [
    paid('cpi_a', at),
    paid('cpi_b', at + 86_400, { currency: 'JPY', amount: 500n, fee: 0n, processedFee: 0n }),
  ]);
  await compared();
  await sign('2026-03-21');
  await ingest(sql, [paid('cpi_c', at + 1)]);
  const rows = await bookedDays(sql, account, { from: FROM, to: TO });
  expect(totalsOfRange(rows)).toMatchObject([
    { currency: 'JPY', ours: { gross: { minor: 500n } }, adjusted: null },
    { currency: 'USD', ours: { sales: 1, gross: { minor: 10_000n } } },
  ]);
  const [day, ofToday] = [
    rows.find((row) => row.day === '2026-03-22'),
    await bookedDays(sql, account, { from: today(), to: today() }),
  ];
  expect(day).toMatchObject({ state: 'open', hasChanged: false });
  expect(ofToday[0]?.money).toMatchObject([
    { currency: 'USD', ours: { sales: 0 }, adjusted: { minor: 9_700n } },
  ]);
});

test('where two people are asked for, somebody else confirms what one has signed', async () => {
  const { sql } = database;
  account = { ...account, twoPersonClose: true };
  await ingest(sql, [paid('cpi_a', STARTS + 7200)]);
  await compared();
  await sign(FROM);
  const state = async () => closingState((await closesOf(sql, account.id, FROM))[0]);
  expect(await state()).toBe('signed');
  await expect(confirmDay(sql, finance, account, FROM)).rejects.toMatchObject({
    code: 'same_person',
    status: 403,
  });
  await ingest(sql, [paid('cpi_b', STARTS + 7300)]);
  await expect(confirmDay(sql, second, account, FROM)).rejects.toMatchObject({ code: 'changed_meanwhile' });
  const reason = { reason: 'another payment came', mayReopen: false };
  await expect(reopenDay(sql, second, account, FROM, reason)).rejects.toMatchObject({ code: 'not_allowed' });
  await reopenDay(sql, finance, account, FROM, reason);
  await sign(FROM);
  await confirmDay(sql, second, account, FROM);
  expect(await state()).toBe('closed');
  await expect(confirmDay(sql, second, account, FROM)).rejects.toMatchObject({ code: 'already_closed' });
  await expect(reopenDay(sql, finance, account, FROM, reason)).rejects.toMatchObject({
    code: 'not_allowed',
    status: 403,
  });
  const acts = await sql`select act from audit where subject = ${`day:${account.slug}:${FROM}`} order by id`;
  expect(acts.map(({ act }) => act)).toEqual([
    'day.signed',
    'day.signature_withdrawn',
    'day.signed',
    'day.closed',
  ]);
});

test('clean days are closed together, and others are left with the reason', async () => {
  const { sql } = database;
  const both = [paid('cpi_a', STARTS + 7200)];
  await ingest(sql, both);
  await take(
    sql,
    both.map((observation) => ({ into: 'theirs' as const, observation })),
  );
  await ingest(sql, [paid('cpi_b', STARTS + 2 * 86_400)]);
  await compared();
  const { clean, others } = await cleanDays(sql, account, { from: FROM, to: TO });
  expect(others).toEqual(['2026-03-22']);
  expect(clean).toHaveLength(11);
  const [first, ...rest] = clean;
  if (!first) throw new Error('no clean day');
  const outcome = await closeCleanDays(sql, finance, account, [{ ...first, seen: 'another' }, ...rest]);
  expect(outcome.closed).toHaveLength(10);
  expect(outcome.left).toEqual([
    { day: FROM, reason: 'the figures have changed meanwhile: look at them again' },
  ]);
});

describe('what is said of a day', () => {
  const at = STARTS + 86_400 + 43_200;
  const DAY = '2026-03-21';
  const row = async () => {
    const [one] = await bookedDays(database.sql, account, { from: DAY, to: DAY });
    if (!one) throw new Error('no day');
    return one;
  };
  const report = () => moneyReport(database.sql, account, 'live', DAY);
  const mirrored = (...observations: ReturnType<typeof paid>[]) =>
    mirrorInvoices(database.sql, observations, new Date(Date.now() - 60_000));

  test('where no run has compared it is neither agreement nor difference', async () => {
    await ingest(database.sql, [paid('cpi_ours', at)]);
    await mirrored(paid('cpi_theirs', at));
    expect(await row()).toMatchObject({ isCompared: false });
    const { differing } = await report();
    expect(differing.map(({ invoiceId, isNotCompared }) => [invoiceId, isNotCompared])).toEqual([
      ['cpi_ours', true],
      ['cpi_theirs', true],
    ]);
    expect(differenceState(await report())).toBe('partly_compared');
    expect(totalsOfRange([await row()])).toMatchObject([{ currency: 'USD', difference: null }]);
  });

  test('is the same after a run that failed, or whose list was incomplete', async () => {
    await mirrored(paid('cpi_theirs', at));
    await compared({ state: 'failed' });
    await compared({ isShort: true });
    expect(await row()).toMatchObject({ isCompared: false });
    expect((await report()).differing).toMatchObject([{ isNotCompared: true }]);
  });

  test('two differences that cancel out are two, and neither is explained', async () => {
    const [first, second] = [paid('cpi_a', at), paid('cpi_b', at)];
    await ingest(database.sql, [first, second]);
    const other = (one: typeof first, by: bigint) => ({
      ...one,
      processedAmount: 10_000n + by,
      fingerprint: one.fingerprint ^ 1n,
    });
    await mirrored(other(first, 500n), other(second, -500n));
    await compared({ startedAt: Math.floor(Date.now() / 1000) + 60 });
    expect(await row()).toMatchObject({
      isCompared: true,
      money: [{ difference: { gross: { minor: 0n } }, ties: false }],
    });
    const { explained: lines, ...rest } = await report();
    expect(lines).toMatchObject([{ unexplained: { payments: 2, difference: { gross: { minor: 0n } } } }]);
    expect(differenceState({ ...rest, explained: lines })).toBe('unexplained');
  });

  test('signed in another zone than now is measured by its own hours', async () => {
    await ingest(database.sql, [paid('cpi_a', at)]);
    await compared();
    await sign(DAY);
    await database.sql`update accounts set time_zone = 'America/New_York' where id = ${account.id}`;
    account = { ...account, timeZone: 'America/New_York' };
    await ingest(database.sql, [paid('cpi_of_another_day', at + 43_200)]);
    expect(await row()).toMatchObject({ state: 'closed', hasChanged: false });
    expect(await closingNow(database.sql, account.id, DAY)).toMatchObject({ changed: [] });
  });
});
