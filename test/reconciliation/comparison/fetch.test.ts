import { describe, expect, test } from 'vitest';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { everyPage, START } from '../../paymega/sandbox/started.ts';
import { useDatabase } from '../../support/database.ts';
import { type ShopInBooks, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
// So busy that twenty minutes fill three pages, and that several invoices share a second.
const BUSY = { perDay: 100_000 };
const WINDOW = { from: START, to: START + 1200 };

const mirrorIds = async (accountId: number): Promise<string[]> => {
  const rows = await database.sql<
    { id: string }[]
  >`select id from mirror where account_id = ${accountId} order by id`;
  return rows.map(({ id }) => id);
};

/** What Paymega has in the window, asked while nothing is wrong. */
async function expectedFindings({ sandbox }: ShopInBooks, { from, to } = WINDOW): Promise<string[]> {
  const window = { 'filter[created][from]': from, 'filter[created][to]': to - 1, 'page[size]': 500 };
  return (await everyPage(sandbox, window)).map(({ id }) => id).sort();
}

describe('the mirror ends complete', () => {
  test.each<[string, Partial<FaultSwitches>]>([
    ['nothing is wrong', {}],
    ['pages repeat items of the page before', { repeatItems: 1 }],
    ['now and then an item is left out', { skipItems: 0.3 }],
    ['there are no links', { noLinks: 1 }],
    ['there is no total', { noTotal: 1 }],
    ['there are neither links nor total', { noLinks: 1, noTotal: 1 }],
    ['the order within a second changes from page to page', { unstableOrder: 1 }],
    ['… and there is no total', { unstableOrder: 1, noTotal: 1 }],
    ['… and there are neither links nor total', { unstableOrder: 1, noLinks: 1, noTotal: 1 }],
    ['links come and go', { noLinks: 0.5, noTotal: 0.5 }],
    ['everything happens at once', { repeatItems: 0.5, unstableOrder: 0.5, noLinks: 0.5, noTotal: 0.5 }],
  ])('where %s', async (_, faults) => {
    const shop = await shopInBooks(database, BUSY);
    const expected = await expectedFindings(shop);
    expect(expected.length).toBeGreaterThan(1200);
    const accountId = await shop.isDeaf();
    Object.assign(shop.sandbox.faults, faults);
    await carryOutRun(shop.tools, await shop.order(accountId, WINDOW));
    expect(await mirrorIds(accountId)).toEqual(expect.arrayContaining(expected));
  });

  test('where the list forgets the window', async () => {
    const shop = await shopInBooks(database, { perDay: 40 });
    const accountId = await shop.isDeaf();
    const window = { from: START + 86_400, to: START + 3 * 86_400 };
    const expected = await expectedFindings(shop, window);
    shop.sandbox.faults.ignoreCreatedFilter = 1;
    await carryOutRun(shop.tools, await shop.order(accountId, window));
    expect(await mirrorIds(accountId)).toEqual(expect.arrayContaining(expected));
  });

  test('where only some pages of the list forget the window', async () => {
    const shop = await shopInBooks(database, BUSY);
    const expected = await expectedFindings(shop);
    const accountId = await shop.isDeaf();
    shop.sandbox.faults.ignoreCreatedFilter = { count: 2 };
    await carryOutRun(shop.tools, await shop.order(accountId, WINDOW));
    expect(await mirrorIds(accountId)).toEqual(expect.arrayContaining(expected));
  });

  test.each([
    ['with links', {}],
    ['without links', { noLinks: 1 }],
    ['without links and total', { noLinks: 1, noTotal: 1 }],
  ])('where the server gives fewer a page than asked, %s', async (_, faults) => {
    const shop = await shopInBooks(database, { ...BUSY, maxPageSize: 70 });
    const expected = await expectedFindings(shop);
    const accountId = await shop.isDeaf();
    Object.assign(shop.sandbox.faults, faults);
    const run = await carryOutRun(shop.tools, await shop.order(accountId, WINDOW));
    expect(await mirrorIds(accountId)).toEqual(expected);
    expect(run.seen).toBe(expected.length);
  });

  test('where the list keeps leaving out what our book knows: it is asked for by id', async () => {
    const shop = await shopInBooks(database, { perDay: 40 });
    const accountId = await shop.hears();
    const expected = await expectedFindings(shop, { from: START, to: START + 864_000 });
    Object.assign(shop.sandbox.faults, { skipItems: 1, noTotal: 1 });
    const run = await carryOutRun(shop.tools, await shop.order(accountId));
    expect(run.recheckTotal).toBeGreaterThan(0);
    expect(run).toMatchObject({ unanswered: 0, opened: 0, matched: expected.length });
    expect(await mirrorIds(accountId)).toEqual(expected);
  });
});

test('the window is half open: what was created in its last second belongs to the next one', async () => {
  const shop = await shopInBooks(database, BUSY);
  const [one, next] = [
    { from: START, to: START + 60 },
    { from: START + 60, to: START + 120 },
  ];
  const [accountId, other] = [await shop.isDeaf(), await shop.isDeaf()];
  await carryOutRun(shop.tools, await shop.order(accountId, one));
  await carryOutRun(shop.tools, await shop.order(other, next));
  const [first, second] = [await mirrorIds(accountId), await mirrorIds(other)];
  expect(first.filter((id) => second.includes(id))).toEqual([]);
  expect([...first, ...second].sort()).toEqual(
    await expectedFindings(shop, { from: START, to: START + 120 }),
  );
});

test('an empty window is fetched in one look, and finds nothing', async () => {
  const shop = await shopInBooks(database);
  const accountId = await shop.isDeaf();
  const run = await carryOutRun(
    shop.tools,
    await shop.order(accountId, { from: START - 900, to: START - 800 }),
  );
  expect(run).toMatchObject({ state: 'finished', seen: 0, slicesDone: 1, slicesTotal: 1, opened: 0 });
});

test('what the list tells and cannot be read exactly is held, shown, and does not stop the rest', async () => {
  const shop = await shopInBooks(database, { scenarios: { smooth: 10, unknown_currency: 1, too_fine: 1 } });
  const accountId = await shop.isDeaf();
  await carryOutRun(shop.tools, await shop.order(accountId));
  const held = await database.sql`
    select reason, count(*)::int as count from quarantine
    where account_id = ${accountId} and source = 'private_api' group by reason order by reason`;
  expect(held.map(({ reason }) => reason)).toEqual(['too_fine', 'unknown_currency']);
  const all = await expectedFindings(shop, { from: START, to: START + 864_000 });
  const quarantinedCount = held.reduce((sum, { count }) => sum + count, 0);
  expect(await mirrorIds(accountId)).toHaveLength(all.length - quarantinedCount);
  const [open] = await database.sql`
    select count(*)::int as count from discrepancies where account_id = ${accountId} and kind = 'quarantined'`;
  expect(open?.count).toBe(quarantinedCount);
});

test('a second fetch of the same window writes nothing that has not changed', async () => {
  const shop = await shopInBooks(database);
  const accountId = await shop.isDeaf();
  await carryOutRun(shop.tools, await shop.order(accountId));
  const versions = () =>
    database.sql`select id, xmin::text from mirror where account_id = ${accountId} order by id`;
  const before = await versions();
  await carryOutRun(shop.tools, await shop.order(accountId));
  expect(await versions()).toEqual(before);
  expect(before.length).toBeGreaterThan(800);
});
