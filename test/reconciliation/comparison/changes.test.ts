import { describe, expect, test } from 'vitest';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { lastChanges, queueRun, type Run, type Scope } from '#reconciliation/comparison/runs.ts';
import { DAY, everyPage, START } from '../../paymega/sandbox/started.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, type ShopInBooks, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
const NOW = START + 10 * DAY;
const RECENT = { from: NOW - 3 * 3600, to: NOW };

/** A shop whose book is told, reconciled once by the nightly run. */
async function reconciled(): Promise<{ shop: ShopInBooks; accountId: number }> {
  const shop = await shopInBooks(database, { perDay: 30 });
  const accountId = await shop.hears();
  await ran(shop, accountId, 'deep', { from: START, to: NOW });
  return { shop, accountId };
}

async function ran(shop: ShopInBooks, accountId: number, scope: Scope, window = RECENT): Promise<Run> {
  const order = { accountId, window, trigger: 'schedule', scope } as const;
  return carryOutRun(shop.tools, await queueRun(database.sql, ACTOR, order));
}

/** Paymega refunds an old payment in part, and nobody is told. */
async function refundedUnheard({ sandbox }: ShopInBooks, updated = NOW - 600): Promise<string> {
  const window = { 'filter[created][from]': START, 'filter[created][to]': START + DAY, 'page[size]': 100 };
  const paid = (await everyPage(sandbox, window)).find(({ attributes }) => attributes.status === 'processed');
  const body = JSON.stringify({ status: 'partially_refunded', refunded_amount: 1, updated });
  const answer = await fetch(`${sandbox.url}/__sandbox/invoices/${paid?.id}`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  return String(paid?.id);
}

const events = (accountId: number) => database.sql`
  select subject, kind, state, resolution from discrepancies where account_id = ${accountId} order by id`;
const statusOf = async (accountId: number, id: string) => {
  const [row] =
    await database.sql`select status from invoices where (account_id, id) = (${accountId}, ${id})`;
  return row?.status;
};

describe('a refund of an old payment whose callback was lost', () => {
  test('is found by the next recent run, and healed as policy allows', async () => {
    const { shop, accountId } = await reconciled();
    const id = await refundedUnheard(shop);
    const run = await ran(shop, accountId, 'recent');
    expect(run).toMatchObject({ changes: 'read', changesSeen: 1, healed: 1, recheckTotal: 0 });
    expect(run.changesSince).toEqual(new Date((NOW - 3600) * 1000));
    expect(await events(accountId)).toEqual([
      { subject: id, kind: 'status_differs', state: 'resolved', resolution: 'healed' },
    ]);
    expect(await statusOf(accountId, id)).toBe('partially_refunded');
    // Nothing is left to be found the next time.
    expect(await ran(shop, accountId, 'recent')).toMatchObject({ changes: 'read', healed: 0, opened: 0 });
  });

  test('is an item where nothing heals by itself, and is closed when our book has heard of it', async () => {
    const { shop, accountId } = await reconciled();
    await database.sql`update accounts set heal_forward = false where id = ${accountId}`;
    const id = await refundedUnheard(shop);
    expect(await ran(shop, accountId, 'recent')).toMatchObject({ opened: 1, healed: 0 });
    expect(await ran(shop, accountId, 'recent')).toMatchObject({ opened: 0, stillOpen: 1 });
    await database.sql`update accounts set heal_forward = true where id = ${accountId}`;
    expect(await ran(shop, accountId, 'recent')).toMatchObject({ healed: 1 });
    expect(await statusOf(accountId, id)).toBe('partially_refunded');
  });

  test('from before the overlap is not looked for: an earlier run has', async () => {
    const { shop, accountId } = await reconciled();
    await refundedUnheard(shop, NOW - 3700);
    expect(await ran(shop, accountId, 'recent')).toMatchObject({ changes: 'read', changesSeen: 0 });
  });

  test('is found by a run that reads further down, because the one before could not', async () => {
    const { shop, accountId } = await reconciled();
    shop.sandbox.faults.byChange = 'refused';
    expect(await ran(shop, accountId, 'recent', { from: NOW, to: NOW + 7200 })).toMatchObject({
      state: 'finished',
      changes: 'refused',
    });
    const id = await refundedUnheard(shop, NOW - 1000);
    shop.sandbox.faults.byChange = 'kept';
    const run = await ran(shop, accountId, 'recent', { from: NOW, to: NOW + 7300 });
    expect(run).toMatchObject({ changes: 'read', healed: 1, changesSince: new Date((NOW - 3600) * 1000) });
    expect(await statusOf(accountId, id)).toBe('partially_refunded');
  });

  test.each(['window', 'sweep'] as const)(
    'is not looked for by a run of another kind (%s)',
    async (scope) => {
      const { shop, accountId } = await reconciled();
      await refundedUnheard(shop);
      expect(await ran(shop, accountId, scope)).toMatchObject({ changes: null, healed: 0, opened: 0 });
    },
  );
});

describe('a server that does not sort by change', () => {
  test.each<[string, Partial<FaultSwitches>, Run['changes']]>([
    ['and says nothing', { byChange: 'ignored' }, 'ignored'],
    ['and refuses', { byChange: 'refused' }, 'refused'],
  ])('%s is noticed, and does not fail the run', async (_, faults, changes) => {
    const { shop, accountId } = await reconciled();
    await refundedUnheard(shop);
    Object.assign(shop.sandbox.faults, faults);
    const run = await ran(shop, accountId, 'recent', { from: NOW - 2 * DAY, to: NOW });
    expect(run).toMatchObject({ state: 'finished', changes, changesSeen: 0, opened: 0, healed: 0 });
    expect(await lastChanges(database.sql, accountId)).toBe(changes);
  });

  test('though its first page looks as if it did, is noticed by a change that it does not show', async () => {
    const { shop, accountId } = await reconciled();
    // A payment of yesterday has just been refunded; in the order of creation it comes behind those of today.
    const window = {
      'filter[created][from]': NOW - 2 * DAY,
      'filter[created][to]': NOW - DAY,
      'page[size]': 100,
    };
    const [yesterday] = await everyPage(shop.sandbox, window);
    const body = JSON.stringify({ refunded_amount: 1, status: 'partially_refunded', updated: NOW - 30 });
    await fetch(`${shop.sandbox.url}/__sandbox/invoices/${yesterday?.id}`, { method: 'POST', body });
    shop.sandbox.faults.byChange = 'ignored';
    const run = await ran(shop, accountId, 'deep', { from: NOW - 3 * DAY, to: NOW });
    expect(run).toMatchObject({ state: 'finished', changes: 'ignored' });
  });
});

test('a first run reads no changes: there is no run before it', async () => {
  const shop = await shopInBooks(database, { perDay: 12 });
  const accountId = await shop.hears();
  expect(await ran(shop, accountId, 'deep', { from: START, to: NOW })).toMatchObject({
    state: 'finished',
    changes: null,
  });
});
