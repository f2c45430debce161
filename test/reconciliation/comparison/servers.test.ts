import { createServer, type IncomingMessage } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { everyPage, START } from '../../paymega/sandbox/started.ts';
import { useDatabase } from '../../support/database.ts';
import { type ShopInBooks, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
// So busy that ten minutes fill seven pages of a hundred.
const BUSY = { perDay: 100_000 };
const WINDOW = { from: START, to: START + 600 };

const mirrorIds = async (accountId: number): Promise<string[]> => {
  const rows = await database.sql<{ id: string }[]>`
    select id from mirror where account_id = ${accountId} order by id`;
  return rows.map(({ id }) => id);
};

/** What Paymega has in the window, asked while nothing is wrong. */
async function expectedFindings({ sandbox }: ShopInBooks): Promise<string[]> {
  const window = { 'filter[created][from]': WINDOW.from, 'filter[created][to]': WINDOW.to - 1 };
  return (await everyPage(sandbox, { ...window, 'page[size]': 500 })).map(({ id }) => id).sort();
}

describe('a run reads all of the list', () => {
  const SMALL = { refusesPagesAbove: 100 };
  test.each<[string, Partial<FaultSwitches>]>([
    ['pages above 250 are refused with 422', { refusesPagesAbove: 250 }],
    ['pages above 100 are refused with 400', { ...SMALL, refusalStatus: 400 }],
    ['pages above 60 are refused', { refusesPagesAbove: 60, refusalStatus: 400 }],
    ['a page behind the end is 404', { ...SMALL, pastEnd: 404, noLinks: 1, noTotal: 1 }],
    ['a page behind the end is 400', { ...SMALL, pastEnd: 400, noLinks: 1, noTotal: 1 }],
    ['a page behind the end is 400, with a total', { ...SMALL, pastEnd: 400, noLinks: 1 }],
    ['a page behind the end is the last one again', { pastEnd: 'last_page', noLinks: 1, noTotal: 1 }],
    ['links name the scheme behind the proxy', { ...SMALL, nextLink: 'other_scheme' }],
    ['links name the host behind the proxy', { ...SMALL, nextLink: 'other_host', noTotal: 1 }],
    ['links are a query alone', { ...SMALL, nextLink: 'query' }],
    ['links are a query alone, and there is no total', { ...SMALL, nextLink: 'query', noTotal: 1 }],
    ['links are a path', { ...SMALL, nextLink: 'path' }],
    ['links are objects', { ...SMALL, nextLink: 'object', noTotal: 1 }],
    ['each answer begins with a byte order mark', { ...SMALL, mark: true }],
    ['the total is a text', { ...SMALL, total: 'text' }],
    ['the total counts the whole account', { ...SMALL, total: 'of_all' }],
    ['pages count from 0', { ...SMALL, firstPage: 0 }],
    ['pages count from 0, without a total', { ...SMALL, firstPage: 0, noTotal: 1 }],
    ['pages count from 0, without links', { ...SMALL, firstPage: 0, noLinks: 1 }],
    ['pages count from 0, with neither', { ...SMALL, firstPage: 0, noTotal: 1, noLinks: 1 }],
    [
      'everything differs',
      { ...SMALL, firstPage: 0, nextLink: 'query', mark: true, total: 'text', pastEnd: 404 },
    ],
  ])('where %s', async (_, faults) => {
    const shop = await shopInBooks(database, BUSY);
    const expected = await expectedFindings(shop);
    expect(expected.length).toBeGreaterThan(600);
    const accountId = await shop.isDeaf();
    Object.assign(shop.sandbox.faults, faults);
    const run = await carryOutRun(shop.tools, await shop.order(accountId, WINDOW));
    expect(await mirrorIds(accountId)).toEqual(expected);
    expect(run).toMatchObject({ state: 'finished', seen: expected.length, unanswered: 0, short: null });
  });

  test.each([200, 204, 404] as const)('where nothing is answered by %i', async (nothing) => {
    const shop = await shopInBooks(database, { perDay: 4 });
    const accountId = await shop.hears();
    shop.sandbox.faults.nothing = nothing;
    const run = await carryOutRun(shop.tools, await shop.order(accountId));
    expect(run).toMatchObject({ state: 'finished', unanswered: 0, opened: 0, matched: run.seen });
    expect(run.seen).toBeGreaterThan(20);
  });
});

test('a list that is not there at all is no empty list', async () => {
  const shop = await shopInBooks(database, { perDay: 4 });
  const accountId = await shop.hears();
  const wrong = createPrivateApi({
    url: `${shop.sandbox.url}/elsewhere`,
    accountId: 'account',
    apiKey: 'key',
    retries: 0,
  });
  const order = await shop.order(accountId);
  await expect(carryOutRun({ ...shop.tools, privateApi: wrong }, order)).rejects.toMatchObject({
    status: 404,
  });
  const [found] = await database.sql`
    select count(*)::int as count from discrepancies where account_id = ${accountId}`;
  expect(found?.count).toBe(0);
});

test('a query that is refused for another reason than its size fails the run, in the words of Paymega', async () => {
  const shop = await shopInBooks(database);
  const refusalResponse = await between(shop.sandbox.url, () => ({
    status: 422,
    body: '{"errors":[{"detail":"filter[created] is not allowed"}]}',
  }));
  const privateApi = createPrivateApi({
    url: refusalResponse.url,
    accountId: 'account',
    apiKey: 'key',
    retries: 0,
  });
  const id = await shop.order(await shop.isDeaf());
  await expect(carryOutRun({ ...shop.tools, privateApi }, id)).rejects.toThrow(
    'filter[created] is not allowed',
  );
  expect(privateApi.habits).toEqual({ pageSize: 500, firstPage: null, countsWindow: null });
});

test('a page size that was learnt is remembered: another process asks for no larger one', async () => {
  const shop = await shopInBooks(database, BUSY);
  const accountId = await shop.isDeaf();
  shop.sandbox.faults.refusesPagesAbove = 100;
  const road = await between(shop.sandbox.url);
  const client = () =>
    createPrivateApi({ url: road.url, accountId: 'account', apiKey: 'key', retries: 0, perSecond: 1000 });
  const sizes = () => road.asked.map((url) => Number(url.searchParams.get('page[size]')));

  await carryOutRun({ ...shop.tools, privateApi: client() }, await shop.order(accountId, WINDOW));
  expect(Math.max(...sizes())).toBe(500);
  road.asked.length = 0;
  await carryOutRun({ ...shop.tools, privateApi: client() }, await shop.order(accountId, WINDOW));
  expect(Math.max(...sizes())).toBe(100);

  // The account has moved: what was learnt was learnt of another server.
  road.asked.length = 0;
  const moved = createPrivateApi({
    url: `${road.url}/`.replace('127.0.0.1', 'localhost'),
    ...{ accountId: 'account', apiKey: 'key', retries: 0, perSecond: 1000 },
  });
  await carryOutRun({ ...shop.tools, privateApi: moved }, await shop.order(accountId, WINDOW));
  expect(Math.max(...sizes())).toBe(500);
});

test.each(['other_scheme', 'other_host'] as const)(
  'our key goes nowhere but to the address of the account, where links say %s',
  async (nextLink) => {
    const shop = await shopInBooks(database, BUSY);
    Object.assign(shop.sandbox.faults, { nextLink, refusesPagesAbove: 100 });
    const road = await between(shop.sandbox.url);
    const keys = { accountId: 'account', apiKey: 'key', retries: 0, perSecond: 1000 };
    const privateApi = createPrivateApi({ url: road.url, ...keys });
    const id = await shop.order(await shop.isDeaf(), WINDOW);
    await carryOutRun({ ...shop.tools, privateApi }, id);
    const pages = road.asked.map((url) => url.searchParams.get('page[number]'));
    expect(pages).toEqual(expect.arrayContaining(['1', '2', '7']));
  },
);

type Given = { status: number; body: string };

/** A road to a server on which what is asked is seen, or answered by somebody else; it ends with the test. */
async function between(url: string, otherwise?: () => Given) {
  const asked: URL[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    asked.push(new URL(request.url ?? '/', url));
    const answer = otherwise?.() ?? (await passedOn(url, request));
    response.writeHead(answer.status, { 'content-type': 'application/vnd.api+json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the road has no address');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

async function passedOn(url: string, request: IncomingMessage): Promise<Given> {
  const headers = { authorization: request.headers.authorization ?? '' };
  const answer = await fetch(new URL(request.url ?? '/', url), { headers });
  return { status: answer.status, body: await answer.text() };
}
