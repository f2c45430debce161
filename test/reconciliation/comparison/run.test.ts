import { describe, expect, test, vi } from 'vitest';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { run as readRun } from '#reconciliation/comparison/runs.ts';
import { DAY, START } from '../../paymega/sandbox/started.ts';
import { useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
const SHORT = { timeoutSeconds: 0.5 };
const FEW = { perDay: 12 };

/** Three invoices of ours that Paymega never had. */
async function inventThree(accountId: number): Promise<void> {
  const at = START + DAY;
  const invented = ['a', 'b', 'c'].map((name, n) =>
    anObservation(accountId, {
      id: `cpi_${name}`,
      referenceId: `invented-${n}`,
      createdAt: at,
      updatedAt: at + 60,
    }),
  );
  await ingest(database.sql, invented);
}

const found = (accountId: number) => database.sql<{ kind: string; subject: string }[]>`
  select subject, kind, cause, state, resolution, ours, theirs, at_risk, severity from discrepancies
  where account_id = ${accountId} order by subject, kind, id`;
const kindsFound = async (accountId: number) => (await found(accountId)).map(({ kind }) => kind);

describe('a run during which the list cannot be read', () => {
  test.each<[string, Partial<FaultSwitches>, string, string]>([
    ['500', { status500: 1 }, 'server_error', 'something broke'],
    ['401', { status401: 1 }, 'unauthorised', '401'],
    ['403', { status403: 1 }, 'forbidden', '403'],
    ['429', { status429: 1, retryAfterSeconds: 120 }, 'rate_limited', '429'],
    ['an HTML page that calls itself 200', { html: 1, htmlStatus: 200 }, 'unreadable', 'not JSON'],
    ['half an answer', { halfJson: 1 }, 'unreadable', 'not JSON'],
    ['no answer', { hang: 1 }, 'timed_out', 'did not answer in time'],
    ['a broken connection', { dropConnection: 1 }, 'unreachable', 'could not be reached'],
  ])(
    '(%s) has failed, says why, calls nothing missing, and can be carried out again',
    async (_, faults, fault, message) => {
      const shop = await shopInBooks(database, FEW, SHORT);
      const accountId = await shop.hears();
      await inventThree(accountId);
      const id = await shop.order(accountId);
      Object.assign(shop.sandbox.faults, faults);
      await expect(carryOutRun(shop.tools, id)).rejects.toMatchObject({ fault });
      const failed = await readRun(database.sql, id);
      expect(failed).toMatchObject({
        state: 'failed',
        phase: 'fetch',
        opened: 0,
        finishedAt: expect.any(Date),
      });
      expect(failed.message).toContain(message);
      expect(await found(accountId)).toEqual([]);

      for (const name of Object.keys(faults))
        if (name !== 'htmlStatus') Object.assign(shop.sandbox.faults, { [name]: 0 });
      const again = await carryOutRun(shop.tools, id);
      expect(again).toMatchObject({ state: 'finished', message: null, unanswered: 0, opened: 3 });
      expect(await kindsFound(accountId)).toEqual(['missing_theirs', 'missing_theirs', 'missing_theirs']);
    },
  );

  test('halfway keeps what it has fetched, and closes nothing that stands', async () => {
    const shop = await shopInBooks(database, FEW);
    const accountId = await shop.hears();
    await inventThree(accountId);
    await carryOutRun(shop.tools, await shop.order(accountId));
    const standing = await found(accountId);
    const id = await shop.order(accountId);
    const onProgress = () => {
      shop.sandbox.faults.status500 = 1;
    };
    await expect(carryOutRun(shop.tools, id, { onProgress })).rejects.toMatchObject({
      fault: 'server_error',
    });
    expect(await found(accountId)).toEqual(standing);
    const failed = await readRun(database.sql, id);
    expect(failed.state).toBe('failed');
    expect(failed.slicesDone).toBeGreaterThan(0);
    shop.sandbox.faults.status500 = 0;
    expect(await carryOutRun(shop.tools, id)).toMatchObject({ state: 'finished', opened: 0, stillOpen: 3 });
  });
});

describe('a run during which the look-ups by id are not answered', () => {
  const DAY_ONE = { from: START + DAY, to: START + DAY + 3600 };

  test.each<[string, Partial<FaultSwitches>]>([
    ['500', { status500: 1 }],
    ['403', { status403: 1 }],
    ['time-outs', { hang: 1 }],
    ['HTML', { html: 1, htmlStatus: 200 }],
  ])('(%s) calls nothing missing: those were not compared', async (_, faults) => {
    const shop = await shopInBooks(database, FEW, SHORT);
    const accountId = await shop.hears();
    await inventThree(accountId);
    const onProgress = () => void Object.assign(shop.sandbox.faults, faults);
    const blind = await carryOutRun(shop.tools, await shop.order(accountId, DAY_ONE), { onProgress });
    expect(blind).toMatchObject({ state: 'finished', unanswered: 3, opened: 0 });
    expect(await found(accountId)).toEqual([]);

    for (const name of Object.keys(faults))
      if (name !== 'htmlStatus') Object.assign(shop.sandbox.faults, { [name]: 0 });
    const next = await carryOutRun(shop.tools, await shop.order(accountId, DAY_ONE));
    expect(next).toMatchObject({ unanswered: 0, opened: 3 });
  });

  test('because our key was withdrawn has failed, and ends well with the right key', async () => {
    const shop = await shopInBooks(database, FEW);
    const accountId = await shop.hears();
    await inventThree(accountId);
    const id = await shop.order(accountId, DAY_ONE);
    const onProgress = () => {
      shop.sandbox.faults.status401 = 1;
    };
    await expect(carryOutRun(shop.tools, id, { onProgress })).rejects.toMatchObject({
      fault: 'unauthorised',
    });
    expect(await readRun(database.sql, id)).toMatchObject({ state: 'failed', phase: 'recheck', opened: 0 });
    shop.sandbox.faults.status401 = 0;
    expect(await carryOutRun(shop.tools, id)).toMatchObject({ state: 'finished', unanswered: 0, opened: 3 });
  });
});

test('a run that was stopped goes on from its saved slices, and finds what one finds that never stopped', async () => {
  const shop = await shopInBooks(database, { perDay: 90, scenarios: 'all' });
  const [whole, stopped] = [await shop.hears(), await shop.hears()];
  for (const accountId of [whole, stopped]) await inventThree(accountId);
  const straight = await carryOutRun(shop.tools, await shop.order(whole));

  const id = await shop.order(stopped);
  const stop = new AbortController();
  let slices = 0;
  const onProgress = () => {
    // Each slice reports its page and its end.
    if (++slices === 24) stop.abort(new Error('the worker stops'));
  };
  await expect(carryOutRun(shop.tools, id, { signal: stop.signal, onProgress })).rejects.toThrow(
    'the worker stops',
  );
  const half = await readRun(database.sql, id);
  expect(half).toMatchObject({ state: 'running', phase: 'fetch', message: null });
  expect(half.slicesDone).toBeGreaterThan(4);
  expect(half.slicesDone).toBeLessThan(half.slicesTotal);
  expect(await found(stopped)).toEqual([]);

  const slicesSaved = () => database.sql`
    select number, fetched_at from run_slices where run_id = ${id.toString()} and fetched_at is not null`;
  const before = await slicesSaved();
  const resumed = await carryOutRun(shop.tools, id);
  expect(await slicesSaved()).toEqual(expect.arrayContaining([...before]));
  const { seen, matched, opened, healed, unanswered } = straight;
  expect(resumed).toMatchObject({ state: 'finished', seen, matched, opened, healed, unanswered });
  expect(await found(stopped)).toEqual(await found(whole));
  expect((await found(whole)).length).toBeGreaterThan(30);
});

test('what a run that goes on had read more than an hour ago is read again', async () => {
  const shop = await shopInBooks(database, { perDay: 30 });
  const accountId = await shop.hears();
  const id = await shop.order(accountId);
  let slices = 0;
  const onProgress = () => {
    if (++slices === 24) shop.sandbox.faults.status403 = 1;
  };
  await expect(carryOutRun(shop.tools, id, { onProgress })).rejects.toMatchObject({ fault: 'forbidden' });
  shop.sandbox.faults.status403 = 0;
  const old = await database.sql`
    update run_slices set fetched_at = now() - interval '61 minutes'
    where run_id = ${id.toString()} and fetched_at is not null returning number`;
  expect(old.count).toBeGreaterThan(4);
  const run = await carryOutRun(shop.tools, id);
  const [stale] = await database.sql`
    select count(*)::int as count from run_slices
    where run_id = ${id.toString()} and fetched_at < now() - interval '1 hour'`;
  expect(stale?.count).toBe(0);
  expect(run).toMatchObject({ state: 'finished', unanswered: 0, opened: 0, matched: run.seen });
});

test('a run that goes on with a later end reads what has come since, and nothing twice', async () => {
  const shop = await shopInBooks(database, { perDay: 30 });
  const accountId = await shop.hears();
  const [half, whole] = [
    { from: START, to: START + 5 * DAY },
    { from: START, to: START + 10 * DAY },
  ];
  const id = await shop.order(accountId, half);
  shop.sandbox.faults.status403 = { count: 1 };
  await expect(carryOutRun(shop.tools, id)).rejects.toMatchObject({ fault: 'forbidden' });
  await database.sql`update runs set window_to = to_timestamp(${whole.to}) where id = ${id.toString()}`;
  const run = await carryOutRun(shop.tools, id);
  const straight = await carryOutRun(shop.tools, await shop.order(accountId, whole));
  const { seen, matched, slicesTotal } = straight;
  expect(run).toMatchObject({ state: 'finished', seen, matched, slicesTotal });
});

describe('one run an account at a time', () => {
  test('a second one is refused while the first goes on, and other accounts are not concerned', async () => {
    const shop = await shopInBooks(database, FEW);
    const [accountId, other] = [await shop.hears(), await shop.hears()];
    const [first, second] = [await shop.order(accountId), await shop.order(accountId)];
    const stop = new AbortController();
    shop.sandbox.faults.hang = { count: 1 };
    const goingOn = carryOutRun(shop.tools, first, { signal: stop.signal }).catch(
      (error: Error) => error.message,
    );
    await vi.waitFor(() => expect(shop.sandbox.faults.hang).toBe(0));

    await expect(carryOutRun(shop.tools, second)).rejects.toMatchObject({
      code: 'run_under_way',
      status: 409,
    });
    await expect(carryOutRun(shop.tools, first)).rejects.toMatchObject({ code: 'run_under_way' });
    expect((await readRun(database.sql, second)).state).toBe('queued');
    expect(await carryOutRun(shop.tools, await shop.order(other))).toMatchObject({ state: 'finished' });

    stop.abort(new Error('stopped'));
    expect(await goingOn).toBe('stopped');
    expect(await carryOutRun(shop.tools, second)).toMatchObject({ state: 'finished' });
    expect(await carryOutRun(shop.tools, first)).toMatchObject({ state: 'finished' });
  });

  test('a run that is over stays as it is', async () => {
    const shop = await shopInBooks(database, FEW);
    const id = await shop.order(await shop.hears());
    const finished = await carryOutRun(shop.tools, id);
    shop.sandbox.faults.status500 = 1;
    expect(await carryOutRun(shop.tools, id)).toEqual(finished);
  });
});
