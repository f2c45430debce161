import { describe, expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { PaymegaError } from '#paymega/errors.ts';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { isHidden } from '#paymega/sandbox/platform/invoice-list.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import type { Run } from '#reconciliation/comparison/runs.ts';
import { closeDay } from '#reconciliation/reports/day-close.ts';
import { dayState } from '#reconciliation/reports/day-report.ts';
import { moneyDigest, moneyReport } from '#reconciliation/reports/money-report.ts';
import { DAY, everyPage, START } from '../../paymega/sandbox/started.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { type ShopInBooks, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
// Thirty-five in each second, of which a page shows ten.
const CROWDED = { perDay: 3_000_000, maxPageSize: 10, endsAt: START + 120 };
const THREE_SECONDS = { from: START + 60, to: START + 63 };
const NEVER_SHOWN: Partial<FaultSwitches> = { hiddenShare: 0.02, hiddenFrom: 'lists' };

const idsIn = async ({ sandbox }: ShopInBooks, from: number, to: number): Promise<string[]> => {
  const window = { 'filter[created][from]': from, 'filter[created][to]': to - 1, 'page[size]': 500 };
  return (await everyPage(sandbox, window)).map(({ id }) => id).sort();
};
const mirrorIds = async (accountId: number): Promise<string[]> => {
  const rows = await database.sql<{ id: string }[]>`
    select id from mirror where account_id = ${accountId} order by id`;
  return rows.map(({ id }) => id);
};
const shortParts = (run: Run) => database.sql<{ from: number; to: number; listed: number; total: number }[]>`
  select extract(epoch from slice_from)::int as from, extract(epoch from slice_to)::int as to, listed,
    provider_total as total
  from run_slices where run_id = ${run.id.toString()} and is_short order by slice_from`;
const found = (accountId: number) => database.sql`
  select kind from discrepancies where account_id = ${accountId} and state <> 'resolved'`;

describe('a list that shows less than it counts ends whole', () => {
  test.each<[string, Partial<FaultSwitches>]>([
    ['pages of one second turn over', { unstableOrder: 1 }],
    ['pages of one second turn over, without links', { unstableOrder: 1, noLinks: 1 }],
  ])('where %s', async (_, faults) => {
    const shop = await shopInBooks(database, CROWDED);
    const expected = await idsIn(shop, THREE_SECONDS.from, THREE_SECONDS.to);
    expect(expected.length).toBeGreaterThan(90);
    const accountId = await shop.isDeaf();
    Object.assign(shop.sandbox.faults, faults);
    const run = await carryOutRun(shop.tools, await shop.order(accountId, THREE_SECONDS));
    expect(await mirrorIds(accountId)).toEqual(expected);
    expect(run).toMatchObject({ short: null, unanswered: 0 });
  });

  test.each(['newest_first', 'unfiltered'] as const)('where lists hide some (%s)', async (hiddenFrom) => {
    const shop = await shopInBooks(database, { perDay: 40 });
    const expected = await idsIn(shop, START, START + 2 * DAY);
    const accountId = await shop.isDeaf();
    Object.assign(shop.sandbox.faults, { hiddenShare: 0.2, hiddenFrom });
    const window = { from: START, to: START + 2 * DAY };
    const run = await carryOutRun(shop.tools, await shop.order(accountId, window));
    expect(await mirrorIds(accountId)).toEqual(expected);
    expect(run).toMatchObject({ short: null, unanswered: 0, seen: expected.length });
  });
});

describe('what no list shows', () => {
  const WINDOW = { from: START, to: START + 5 * DAY };
  let shop: ShopInBooks;
  let all: string[];
  let hidden: string[];

  /** A shop of twenty payments a day. */
  async function opened(): Promise<void> {
    shop = await shopInBooks(database, { perDay: 20 });
    all = await idsIn(shop, WINDOW.from, WINDOW.to);
    hidden = all.filter((id) => isHidden(id, NEVER_SHOWN.hiddenShare ?? 0));
    expect(hidden.length).toBeGreaterThan(1);
    expect(hidden.length).toBeLessThan(20);
  }

  /** A run of an account, with a list that keeps back some of what it counts. */
  async function ran(accountId: number): Promise<Run> {
    Object.assign(shop.sandbox.faults, NEVER_SHOWN);
    return carryOutRun(shop.tools, await shop.order(accountId, WINDOW));
  }

  test('and our book does not know either is not compared, and said to the second', async () => {
    await opened();
    const accountId = await shop.isDeaf();
    const run = await ran(accountId);
    const listed = all.length - hidden.length;
    expect(run).toMatchObject({ state: 'finished', seen: listed, unanswered: hidden.length });
    expect(run.short?.notCompared).toBe(hidden.length);
    const { total = 0, listed: showed = 0 } = run.short ?? {};
    expect(total - showed).toBe(hidden.length);
    const parts = await shortParts(run);
    expect(parts).toHaveLength(hidden.length);
    expect(parts.every(({ from, to, total, listed: shown }) => to - from === 1 && total - shown === 1)).toBe(
      true,
    );
    expect(run).toMatchObject({ slicesDone: 20, slicesTotal: 20 });
    const [compared] = await database.sql<{ seconds: number }[]>`
      select sum(extract(epoch from compared_to - compared_from))::int as seconds from compared_stretches
      where account_id = ${accountId}`;
    expect(compared?.seconds).toBe(WINDOW.to - WINDOW.from - hidden.length);
  });

  test('is asked for by id where our book knows it: then all is compared, and nothing is said', async () => {
    await opened();
    const accountId = await shop.hears();
    const run = await ran(accountId);
    expect(run).toMatchObject({ unanswered: 0, short: null, matched: all.length, opened: 0 });
    expect(run.recheckTotal).toBe(hidden.length);
    expect(await shortParts(run)).toEqual([]);
  });

  test('is not called missing where Paymega, asked by id, does not answer: it is not compared', async () => {
    await opened();
    const accountId = await shop.hears();
    Object.assign(shop.sandbox.faults, NEVER_SHOWN);
    // Nothing but lists is answered.
    const privateApi = { ...shop.tools.privateApi, invoice: refuses, invoicesByReference: refuses };
    const run = await carryOutRun({ ...shop.tools, privateApi }, await shop.order(accountId, WINDOW));
    expect(run).toMatchObject({ state: 'finished', opened: 0, unanswered: hidden.length });
    expect(await found(accountId)).toEqual([]);
  });

  test('keeps its day from being closed as clean, and no other day', async () => {
    await opened();
    const accountId = await makeAccount(database.sql, { adoptMissing: true });
    const times = await created(shop);
    const run = await ran(accountId);
    expect(run.short).toMatchObject({ notCompared: hidden.length });
    const account = await accountById(database.sql, accountId);
    const dayOf = (at: number) =>
      new Date(at * 1000).toLocaleDateString('sv-SE', { timeZone: account.timeZone });
    const keptBack = times.filter(({ id }) => hidden.includes(id)).map(({ at }) => dayOf(at));
    const whole = [START + DAY, START + 2 * DAY, START + 3 * DAY].map(dayOf);
    const states = await Promise.all(whole.map((day) => dayState(database.sql, account, day)));
    // None of them is known to either book: there is no payment to count, only a list that is known to be short.
    expect(
      states.map(({ isShort, notCompared, unanswered }) => ({ isShort, notCompared, unanswered })),
    ).toEqual(whole.map((day) => ({ isShort: keptBack.includes(day), notCompared: 0, unanswered: 0 })));
    const { id: personId } = await addPerson(database.sql, {
      ...{ email: 'finance@shop.example', role: 'finance', password: 'four words in a row' },
    });
    const actor = { kind: 'person', personId, name: 'finance@shop.example' } as const;
    const closes = await Promise.all(
      whole.map(async (day) => {
        const seen = moneyDigest(await moneyReport(database.sql, account, 'live', day));
        return closeDay(database.sql, actor, account, day, '', seen).then(
          () => 'closed',
          (refusal: { code: string }) => refusal.code,
        );
      }),
    );
    expect(closes).toEqual(whole.map((day) => (keptBack.includes(day) ? 'day_not_compared' : 'closed')));
    expect(new Set(closes)).toEqual(new Set(['day_not_compared', 'closed']));
  });
});

const refuses = async (): Promise<never> => {
  throw new PaymegaError('server_error', 'scripted', 500);
};

async function created({ sandbox }: ShopInBooks): Promise<{ id: string; at: number }[]> {
  const pages = await everyPage(sandbox, { 'filter[reference_id]': '-none', 'page[size]': 500 });
  return pages.map(({ id, attributes }) => ({ id, at: attributes.created }));
}
