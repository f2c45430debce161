import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { connect } from '#db/connection.ts';
import { renewableBeside } from '#db/renewable.ts';
import type { CallbackRow } from '#reconciliation/books/callback-rows.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import type { Observation } from '#reconciliation/books/observation.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { cuttable } from '../../support/cuttable.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { deferred } from '../../support/deferred.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const NO_ACCOUNT = 2_000_000_000;

function callbackOf({ accountId, id, mode, status, updatedAt, receivedAt }: Observation): CallbackRow {
  const body = `${id} ${status} ${updatedAt}`;
  const bodySha256 = createHash('sha256').update(body).digest();
  const seen = { accountId, receivedAt: receivedAt, invoiceId: id, mode, status, updatedAt };
  const how = { signedWith: 'live', request: null, refusedId: null } as const;
  return { ...seen, createdAt: null, unreadable: null, retryCount: 1, body, bodySha256, ...how };
}

/** The verdicts of a burst: everything is given before anything is committed. */
async function burst(observations: readonly Observation[]): Promise<string[]> {
  const batcher = createIngestionBatcher(database.sql);
  const verdicts = observations.map((one) =>
    batcher.take(one, callbackOf(one)).catch((error: Error) => `failed: ${error.message}`),
  );
  await batcher.idle();
  return Promise.all(verdicts);
}

const keptVerdicts = async (accountId: number) => {
  const rows = await database.sql`
    select invoice_id as id, verdict from callbacks where account_id = ${accountId} order by id`;
  return rows.map(({ id, verdict }) => `${id} ${verdict}`);
};

describe('many callbacks at once', () => {
  test('each get the verdict on their own invoice, and each is kept', async () => {
    const accountId = await makeAccount(database.sql);
    const known = Array.from({ length: 250 }, (_, n) => anObservation(accountId, { id: `cpi_known${n}` }));
    expect(new Set(await burst(known))).toEqual(new Set(['new']));

    const again = known.flatMap((one, n) => [
      one,
      anObservation(accountId, { id: `cpi_fresh${n}` }),
      anObservation(accountId, { id: `cpi_older${n}`, status: 'expired', updatedAt: 1_790_000_000 }),
    ]);
    const verdicts = await burst(again);
    expect(verdicts.filter((_, place) => place % 3 === 0)).toEqual(known.map(() => 'same'));
    expect(verdicts.filter((_, place) => place % 3 !== 0)).toEqual(known.flatMap(() => ['new', 'new']));
    const [kept] = await database.sql`
      select count(*)::int as count, count(distinct (invoice_id, verdict))::int as apart
      from callbacks where account_id = ${accountId}`;
    expect(kept).toEqual({ count: 1000, apart: 1000 });
  });

  test('of one invoice each get a verdict of their own, and the book the last state', async () => {
    const accountId = await makeAccount(database.sql);
    const states = ['created', 'processing', 'process_pending', 'processed'].map((status, second) =>
      anObservation(accountId, { status, updatedAt: 1_790_000_000 + second }),
    );
    const verdicts = await burst([...states, ...states]);
    expect(verdicts).toHaveLength(8);
    expect(verdicts.filter((verdict) => verdict === 'new')).toHaveLength(1);
    expect((await keptVerdicts(accountId)).sort()).toEqual(
      verdicts.map((verdict) => `cpi_test1 ${verdict}`).sort(),
    );
    const [book] = await database.sql`select status from invoices where account_id = ${accountId}`;
    expect(book?.status).toBe('processed');
  });

  test('that came in one turn of the loop share a transaction', async () => {
    const accountId = await makeAccount(database.sql);
    await burst(Array.from({ length: 20 }, (_, n) => anObservation(accountId, { id: `cpi_turn${n}` })));
    const [kept] = await database.sql`
      select count(distinct xmin::text)::int as transactions from callbacks where account_id = ${accountId}`;
    expect(kept?.transactions).toBe(1);
  });

  test('by two endpoints at the same time end in one book', async () => {
    const accountId = await makeAccount(database.sql);
    const all = Array.from({ length: 60 }, (_, n) => anObservation(accountId, { id: `cpi_${n}` }));
    const [one, other] = await Promise.all([burst(all), burst(all.toReversed())]);
    expect([...one, ...other].filter((verdict) => verdict === 'new')).toHaveLength(60);
    expect(await keptVerdicts(accountId)).toHaveLength(120);
  });
});

describe('one that comes while another writer has the same new invoice and has not committed yet', () => {
  const at = 1_790_000_100;

  test('waits, and replaces an older state', async () => {
    const accountId = await makeAccount(database.sql);
    const older = anObservation(accountId, { status: 'processing', updatedAt: at });
    const newer = anObservation(accountId, { updatedAt: at + 1 });
    expect(await takenBehind(older, newer)).toBe('newer');
    expect(await bookOf(accountId)).toEqual([{ status: 'processed', amount: 10_000n }]);
  });

  test('is the same where it says the same', async () => {
    const accountId = await makeAccount(database.sql);
    expect(await takenBehind(anObservation(accountId), anObservation(accountId))).toBe('same');
  });

  test('is conflicting where it tells another amount, and that amount is not lost', async () => {
    const accountId = await makeAccount(database.sql);
    const first = anObservation(accountId, { updatedAt: at });
    const verdict = await takenBehind(first, anObservation(accountId, { amount: 9_900n, updatedAt: at + 1 }));
    const conflicting =
      await database.sql`select amount from conflicting_records where account_id = ${accountId}`;
    expect([verdict, conflicting]).toEqual(['conflicting', [{ amount: 9_900n }]]);
  });

  test('takes the seat where it tells another amount that Paymega had told first', async () => {
    const accountId = await makeAccount(database.sql);
    const first = anObservation(accountId, { updatedAt: at });
    await takenBehind(first, anObservation(accountId, { amount: 9_900n, updatedAt: at - 1 }));
    expect(await bookOf(accountId)).toEqual([{ status: 'processed', amount: 9_900n }]);
  });

  const bookOf = (accountId: number) =>
    database.sql`select status, amount from invoices where account_id = ${accountId}`;

  /** The verdict on `second`, given while the transaction that took `first` in was still open. */
  async function takenBehind(first: Observation, second: Observation): Promise<string> {
    const { sql } = database;
    const verdict = await sql.begin(async (transaction) => {
      await ingest(transaction, [first], [callbackOf(first)]);
      const behind = createIngestionBatcher(sql).take(second, callbackOf(second));
      await vi.waitFor(async () => {
        const waiting = await sql`
          select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
        expect(waiting).toHaveLength(1);
      });
      return { behind };
    });
    return verdict.behind;
  }
});

describe('one that the database refuses', () => {
  test('fails alone: its neighbours are taken in', async () => {
    const accountId = await makeAccount(database.sql);
    const good = ['a', 'b', 'c', 'd'].map((id) => anObservation(accountId, { id: `cpi_${id}` }));
    const bad = anObservation(NO_ACCOUNT, { id: 'cpi_bb' });
    const verdicts = await burst([...good.slice(0, 2), bad, ...good.slice(2)]);
    expect(verdicts[2]).toMatch(/^failed: .*account_id/);
    expect(verdicts.toSpliced(2, 1)).toEqual(['new', 'new', 'new', 'new']);
    expect(await keptVerdicts(accountId)).toHaveLength(4);
    expect(await database.sql`select id from callbacks where account_id = ${NO_ACCOUNT}`).toEqual([]);
  });

  test('leaves nothing half done: neither the invoice without its callback nor the callback without its invoice', async () => {
    const accountId = await makeAccount(database.sql);
    const observation = anObservation(accountId);
    const spoilt = { ...callbackOf(observation), body: 'a\0b' };
    await expect(createIngestionBatcher(database.sql).take(observation, spoilt)).rejects.toThrow();
    expect(await database.sql`select id from invoices where account_id = ${accountId}`).toEqual([]);
    expect(await keptVerdicts(accountId)).toEqual([]);
  });
});

test('what cannot be read is held, and does not speak for the readable one of the same invoice beside it', async () => {
  const accountId = await makeAccount(database.sql);
  const observation = anObservation(accountId);
  const unreadable = { reason: 'too_fine', message: 'half a cent', subject: 'cpi_test1' } as const;
  const batcher = createIngestionBatcher(database.sql);
  const verdicts = await Promise.all([
    batcher
      .take(anObservation(accountId, { id: 'cpi_first' }), callbackOf(observation))
      .catch(() => 'failed'),
    batcher.take(null, { ...callbackOf(observation), unreadable }),
    batcher.take(observation, callbackOf(observation)),
  ]);
  expect(verdicts.slice(1)).toEqual(['quarantined', 'new']);
  expect(await database.sql`select subject, reason from quarantine where account_id = ${accountId}`).toEqual([
    { subject: 'cpi_test1', reason: 'too_fine' },
  ]);
});

test('what was answered already is dropped where it waits, and holds nothing any more', async () => {
  const accountId = await makeAccount(database.sql);
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const batcher = createIngestionBatcher(database.sql);
  // A table that somebody holds: nothing is committed for as long as that lasts.
  const held = deferred<void>();
  const holding = deferred<void>();
  const freeze = database.sql.begin(async (transaction) => {
    await transaction`lock table callbacks in access exclusive mode`;
    holding.resolve();
    await held.promise;
  });
  await holding.promise;
  const given = Array.from({ length: 1000 }, (_, n) => anObservation(accountId, { id: `cpi_frozen${n}` }));
  const outcomes = given.map((one) =>
    batcher.take(one, callbackOf(one), over.signal).catch((why: Error) => why.message),
  );
  over.abort(new Error('answered 503'));
  expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['answered 503']));
  held.resolve();
  await freeze;
  await batcher.idle();
  // Those that were on their way are kept all the same: they come again, and are the same.
  expect((await keptVerdicts(accountId)).length).toBeLessThanOrEqual(400);
  const [one] = given;
  if (one) expect(await batcher.take(one, callbackOf(one))).toMatch(/^(new|same)$/);
});

test('callbacks of one invoice that come while it is under way wait for it: no statement is undone for them', async () => {
  const accountId = await makeAccount(database.sql);
  const batcher = createIngestionBatcher(database.sql);
  const verdicts: Promise<string>[] = [];
  for (let n = 0; n < 40; n++) {
    for (let invoice = 0; invoice < 5; invoice++) {
      const one = anObservation(accountId, { id: `cpi_busy${invoice}`, updatedAt: 1_790_000_000 + n });
      verdicts.push(batcher.take(one, callbackOf(one)));
    }
    // The first of each is on its way before the next comes.
    await new Promise(setImmediate);
  }
  const all = await Promise.all(verdicts);
  expect(all.filter((verdict) => verdict === 'new')).toHaveLength(5);
  expect(all.filter((verdict) => verdict === 'newer')).toHaveLength(195);
  // What is undone has taken its numbers with it.
  const [ids] = await database.sql<{ numbers: number; count: number }[]>`
    select (max(id) - min(id) + 1)::int as numbers, count(*)::int as count from callbacks
    where account_id = ${accountId}`;
  expect(ids).toEqual({ numbers: 200, count: 200 });
});

test('one that another writer holds up does not hold up those of other invoices', async () => {
  const accountId = await makeAccount(database.sql);
  const [held, free] = ['cpi_held', 'cpi_free'].map((id) => anObservation(accountId, { id })) as [
    Observation,
    Observation,
  ];
  const batcher = createIngestionBatcher(database.sql);
  let first: Promise<string> | undefined;
  await database.sql.begin(async (transaction) => {
    await ingest(transaction, [held]);
    first = batcher.take(held, callbackOf(held));
    // In a turn of its own: what comes in the same one shares its transaction.
    await new Promise((resolve) => setImmediate(resolve));
    expect(await batcher.take(free, callbackOf(free))).toBe('new');
  });
  expect(await first).toBe('same');
});

test('sessions through which nothing comes any more are given up: who waited is told, and the next one is taken', async () => {
  const accountId = await makeAccount(database.sql);
  const url = new URL(database.url);
  const road = await cuttable(Number(url.port));
  url.port = String(road.port);
  const pool = connect(url.href, { max: 1 });
  const sessions = renewableBeside(pool, 'test', 2);
  const batcher = createIngestionBatcher(sessions, () => undefined, { first: 1000, last: 2000 });
  const [before, lost, after] = ['cpi_before', 'cpi_lost', 'cpi_after'].map((id) =>
    anObservation(accountId, { id }),
  ) as [Observation, Observation, Observation];
  expect(await batcher.take(before, callbackOf(before))).toBe('new');
  road.silence();
  await expect(batcher.take(lost, callbackOf(lost))).rejects.toMatchObject({ code: 'CONNECTION_DESTROYED' });
  expect(await batcher.take(after, callbackOf(after))).toBe('new');
  expect(await batcher.take(lost, callbackOf(lost))).toMatch(/^(new|same)$/);
  await sessions.end();
  await pool.end();
  await road.cut();
});
