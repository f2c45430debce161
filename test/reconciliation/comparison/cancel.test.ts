import { expect, test, vi } from 'vitest';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { cancelRun, run as readRun } from '#reconciliation/comparison/runs.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
const FEW = { perDay: 12 };

test('a run that waits is cancelled at once, and is never carried out', async () => {
  const shop = await shopInBooks(database, FEW);
  const id = await shop.order(await shop.hears());
  await cancelRun(database.sql, ACTOR, id);
  expect(await carryOutRun(shop.tools, id)).toMatchObject({
    state: 'cancelled',
    message: 'cancelled by hand',
    seen: 0,
    startedAt: null,
  });
});

test('a run that goes on stops between two slices, and finds nothing', async () => {
  const shop = await shopInBooks(database, FEW);
  const accountId = await shop.isDeaf();
  const id = await shop.order(accountId);
  let cancelled: Promise<void> | undefined;
  const onProgress = () => {
    cancelled ??= cancelRun(database.sql, ACTOR, id);
  };
  await expect(carryOutRun(shop.tools, id, { onProgress })).rejects.toMatchObject({ code: 'run_cancelled' });
  await cancelled;
  const run = await readRun(database.sql, id);
  expect(run).toMatchObject({ state: 'cancelled', message: 'cancelled by hand', opened: 0 });
  expect(run.slicesDone).toBeLessThan(run.slicesTotal);
  expect(await database.sql`select id from discrepancies where account_id = ${accountId}`).toEqual([]);
  expect(await carryOutRun(shop.tools, id)).toEqual(run);
});

test('the account is free for another run at once', async () => {
  const shop = await shopInBooks(database, FEW);
  const accountId = await shop.hears();
  const id = await shop.order(accountId);
  const onProgress = () => void cancelRun(database.sql, ACTOR, id).catch(() => undefined);
  await expect(carryOutRun(shop.tools, id, { onProgress })).rejects.toMatchObject({ code: 'run_cancelled' });
  expect(await carryOutRun(shop.tools, await shop.order(accountId))).toMatchObject({ state: 'finished' });
});

test('who cancelled is in the audit, and what is over cannot be cancelled', async () => {
  const shop = await shopInBooks(database, FEW);
  const id = await shop.order(await shop.hears());
  await carryOutRun(shop.tools, id);
  await expect(cancelRun(database.sql, ACTOR, id)).rejects.toMatchObject({ code: 'run_over', status: 409 });
  const waiting = await shop.order(await shop.hears());
  await cancelRun(database.sql, ACTOR, waiting);
  await expect(cancelRun(database.sql, ACTOR, waiting)).rejects.toMatchObject({ code: 'run_over' });
  expect(
    await database.sql`select actor, subject from audit where act = 'run.cancelled' and subject in
    (${`run:${id}`}, ${`run:${waiting}`})`,
  ).toEqual([{ actor: 'program:test', subject: `run:${waiting}` }]);
});

test('a run that is cancelled while the books are compared stays cancelled, and opens nothing', async () => {
  const { sql } = database;
  const shop = await shopInBooks(database, FEW);
  const accountId = await shop.isDeaf();
  const id = await shop.order(accountId);
  const carriedOut = await sql.begin(async (transaction) => {
    await transaction`lock table run_findings in access exclusive mode`;
    const promise = carryOutRun(shop.tools, id).catch((error: Error) => error.message);
    await vi.waitFor(async () => expect((await readRun(sql, id)).phase).toBe('compare'), { timeout: 20_000 });
    await cancelRun(sql, ACTOR, id);
    return { promise };
  });
  await carriedOut.promise;
  expect((await readRun(sql, id)).state).toBe('cancelled');
  expect(await sql`select id from discrepancies where account_id = ${accountId}`).toEqual([]);
});
