import { expect, test } from 'vitest';
import type { Page } from '#paymega/list-page.ts';
import { createPrivateApi, type PrivateApi } from '#paymega/private-api.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { queueRun } from '#reconciliation/comparison/runs.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, aWorld } from './a-world.ts';

const database = useDatabase();

/** A world whose runs tell which documents of the list they read, and which they recognised. */
async function aWatchedWorld() {
  const world = await aWorld(database);
  const told: Page[] = [];
  const watched = (api: PrivateApi): PrivateApi => ({
    ...api,
    async page(...asked) {
      const page = await api.page(...asked);
      told.push(page);
      return page;
    },
  });
  const order = () => {
    const to = Math.floor(world.now().getTime() / 1000);
    const window = { from: to - 3 * 86_400, to };
    return queueRun(database.sql, ACTOR, { accountId: world.accountId, window, trigger: 'program' });
  };
  return {
    ...world,
    async runs({ build = 'one', apiKey = 'key' } = {}) {
      told.length = 0;
      const keys = { url: world.paymega.url, accountId: 'account', apiKey };
      const privateApi = watched(createPrivateApi({ ...keys, perSecond: 10_000 }));
      const tools = { ...world.tools, privateApi, build };
      const run = await carryOutRun(tools, await order(), { clock: world.now });
      const read = told.flatMap(({ resources }) => resources.map(({ id }) => id));
      const recognised = told.flatMap((page) => page.recognised.map(({ id }) => id));
      return { seen: run.seen, unanswered: run.unanswered, read: read.sort(), recognised: recognised.sort() };
    },
    async mirrored(id: string) {
      const [row] = await database.sql<{ status: string; version: string }[]>`
        select status, xmin::text as version from mirror where (account_id, id) = (${world.accountId}, ${id})`;
      return row;
    },
  };
}

test('a document of the list that was read before is not read again, and nothing is written of it', async () => {
  const world = await aWatchedWorld();
  world.holds('cpi_a', { ago: 100 });
  world.holds('cpi_b', { ago: 90 });
  expect(await world.runs()).toEqual({ seen: 2, unanswered: 0, read: ['cpi_a', 'cpi_b'], recognised: [] });
  const before = await world.mirrored('cpi_a');
  expect(await world.runs()).toEqual({ seen: 2, unanswered: 0, read: [], recognised: ['cpi_a', 'cpi_b'] });
  expect(await world.mirrored('cpi_a')).toEqual(before);
});

test('one that says something else is read, whatever it says of when it changed', async () => {
  const world = await aWatchedWorld();
  const [created, updated] = [1, 2].map((nth) => Math.floor(world.now().getTime() / 1000) - 6000 + nth);
  const told = { created, updated };
  world.holds('cpi_a', { ago: 100, attributes: told });
  world.holds('cpi_b', { ago: 90 });
  await world.runs();
  world.holds('cpi_a', { ago: 100, attributes: { ...told, status: 'refunded', refunded_amount: '100' } });
  expect(await world.runs()).toMatchObject({ read: ['cpi_a'], recognised: ['cpi_b'] });
  expect(await world.mirrored('cpi_a')).toMatchObject({ status: 'refunded' });
  expect(await world.runs()).toMatchObject({ read: [], recognised: ['cpi_a', 'cpi_b'] });
});

test('one that says something else at each look is read each time, and written once', async () => {
  const world = await aWatchedWorld();
  const updated = Math.floor(world.now().getTime() / 1000) - 6000;
  const holds = (nth: number) =>
    world.holds('cpi_a', { ago: 100, attributes: { created: updated, updated, description: `look ${nth}` } });
  holds(1);
  await world.runs();
  const first = await world.mirrored('cpi_a');
  for (const nth of [2, 3]) {
    holds(nth);
    expect(await world.runs()).toMatchObject({ read: ['cpi_a'], recognised: [] });
    expect(await world.mirrored('cpi_a')).toEqual(first);
  }
});

test('what Paymega told otherwise in between is read again, also where the list says what it said before', async () => {
  const world = await aWatchedWorld();
  const stale = world.holds('cpi_a', { ago: 100, attributes: { status: 'process_pending' } });
  await world.runs();
  world.holds('cpi_a', { ago: 100, attributes: { status: 'processed' } });
  await world.asks('cpi_a');
  expect(await world.mirrored('cpi_a')).toMatchObject({ status: 'processed' });
  const holding = world.paymega.holdings.get('cpi_a');
  if (holding) holding.document = stale;
  expect(await world.runs()).toMatchObject({ read: ['cpi_a'], recognised: [] });
  expect(await world.mirrored('cpi_a')).toMatchObject({ status: 'process_pending' });
});

test('another build reads all of it once, and so does who is told it by another key', async () => {
  const world = await aWatchedWorld();
  world.holds('cpi_a', { ago: 100 });
  await world.runs();
  for (const reader of [{ build: 'two' }, { build: 'two', apiKey: 'another key' }, {}]) {
    expect(await world.runs(reader)).toMatchObject({ read: ['cpi_a'], recognised: [] });
    expect(await world.runs(reader)).toMatchObject({ read: [], recognised: ['cpi_a'] });
  }
});

test('what is held because it could not be read is released by a document that was read before', async () => {
  const world = await aWatchedWorld();
  const readable = world.holds('cpi_a', { ago: 100 });
  await world.runs();
  world.holds('cpi_a', { ago: 100, attributes: { amount: '0.001' } });
  await world.runs();
  const held = () => database.sql`
    select reason from quarantine where account_id = ${world.accountId} and released_at is null`;
  expect(await held()).toHaveLength(1);
  const holding = world.paymega.holdings.get('cpi_a');
  if (holding) holding.document = readable;
  expect(await world.runs()).toMatchObject({ read: ['cpi_a'], recognised: [] });
  expect(await held()).toHaveLength(0);
});

test('an invoice that Paymega did not know, and lists again, is there again', async () => {
  const world = await aWatchedWorld();
  const document = world.holds('cpi_a', { ago: 100 });
  await world.hears(document);
  await world.runs();
  const holding = world.paymega.holdings.get('cpi_a');
  if (!holding) throw new Error('Paymega holds none');
  Object.assign(holding, { isListed: false, byId: 'denies', byReference: 'denies' });
  await world.runs();
  const absent = () => database.sql`select from missing_at_provider where account_id = ${world.accountId}`;
  expect(await absent()).toHaveLength(1);
  Object.assign(holding, { isListed: true, byId: 'answers', byReference: 'answers' });
  expect(await world.runs()).toMatchObject({ read: ['cpi_a'] });
  expect(await absent()).toHaveLength(0);
});

test('a document whose meaning does not lie in itself is never recognised', async () => {
  const world = await aWatchedWorld();
  const now = Math.floor(world.now().getTime() / 1000);
  world.holds('cpi_modeless', { ago: 100, attributes: { test_mode: undefined } });
  world.holds('cpi_ahead', { ago: 90, attributes: { updated: now + 86_400 } });
  await world.runs();
  expect(await world.runs()).toMatchObject({ read: ['cpi_ahead', 'cpi_modeless'], recognised: [] });
});

test('what was recognised counts as shown: nothing is asked for by id, and what is gone still is', async () => {
  const world = await aWatchedWorld();
  for (const id of ['cpi_a', 'cpi_b', 'cpi_c']) await world.hears(world.holds(id, { ago: 100 }));
  await world.runs();
  world.paymega.holdings.delete('cpi_b');
  expect(await world.runs()).toMatchObject({ seen: 2, recognised: ['cpi_a', 'cpi_c'] });
  const missing = await database.sql<{ invoiceId: string; kind: string }[]>`
    select invoice_id, kind from discrepancies where account_id = ${world.accountId} and state = 'open'`;
  expect(missing).toEqual([{ invoiceId: 'cpi_b', kind: 'missing_theirs' }]);
});
