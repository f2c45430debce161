import { describe, expect, test, vi } from 'vitest';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrored } from '#reconciliation/books/mirror.ts';
import { compareInvoices } from '#reconciliation/comparison/compare-invoices.ts';
import { carryOutRun, type Step } from '#reconciliation/comparison/run.ts';
import { run as readRun } from '#reconciliation/comparison/runs.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { figuresOfRun, listedOfRun } from './listed-of-run.ts';
import { type ShopInBooks, shopInBooks } from './shop-in-books.ts';

const database = useDatabase();
const mostAStep = 20;
const ADOPTS = { adoptMissing: true };
const KEPT = { adoptMissing: false };

/** What both books, list and run say, without what no two accounts have in common. */
async function stateOf(accountId: number, runId: bigint) {
  const { sql } = database;
  const { seen, matched, expected, unanswered, healed, opened, stillOpen, closed, state } = await readRun(
    sql,
    runId,
  );
  return {
    run: { seen, matched, expected, unanswered, healed, opened, stillOpen, closed, state },
    book: await sql`
      select id, status, amount, updated_at, fingerprint, source from invoices where account_id = ${accountId}
      order by id`,
    list: await sql`
      select subject, kind, cause, state, resolution, ours, theirs, at_risk, severity, evidence, fingerprint
      from discrepancies where account_id = ${accountId} order by subject, kind, id`,
    steps: await sql`
      select subject, kind, act, event.resolution, run_id is not null as by_run
      from discrepancy_events as event join discrepancies as item on item.id = discrepancy_id
      where account_id = ${accountId} order by subject, kind, event.id`,
    totals: await sql`
      select book, mode, quarter, currency, sum(invoices) as invoices, sum(gross) as gross
      from book_totals where account_id = ${accountId} group by book, mode, quarter, currency
      order by book, mode, quarter, currency`,
    movements: await sql`
      select book, kind, currency, sum(events) as events, sum(amount) as amount from movements
      where account_id = ${accountId} group by book, kind, currency order by book, kind, currency`,
  };
}

/** Every row that an account's run has written, by the transaction that did. */
const written = (accountId: number) => database.sql<{ row: string; by: string }[]>`
  select 'invoice ' || id as row, xmin::text as by from invoices where account_id = ${accountId}
  union all select 'item ' || id, xmin::text from discrepancies where account_id = ${accountId}
  union all select 'step ' || event.id, event.xmin::text from discrepancy_events as event
    join discrepancies as item on item.id = discrepancy_id where account_id = ${accountId}`;

/** Carries a run out, and stops it when it has applied so many steps, as if its process had died between two of them. */
async function stoppedAfter(shop: ShopInBooks, id: bigint, steps: number): Promise<void> {
  const stop = new AbortController();
  let left = steps;
  let isApplying = false;
  const step: Step = (name, work) => {
    isApplying = name === 'apply';
    return work();
  };
  const onProgress = () => {
    if (isApplying && --left === 0) stop.abort(new Error('the worker dies'));
  };
  await expect(
    carryOutRun(shop.tools, id, { signal: stop.signal, step, onProgress, mostAStep }),
  ).rejects.toThrow('the worker dies');
}

describe.each([
  ['adopts what it has not heard of', ADOPTS],
  ['opens what it has not heard of', KEPT],
])('a run that %s', (_, policy) => {
  test('and dies again and again between its steps does only what is left, and ends as one that never died', async () => {
    const shop = await shopInBooks(database, { perDay: 30, scenarios: 'all' });
    const [whole, dying] = [await makeAccount(database.sql, policy), await makeAccount(database.sql, policy)];
    const straight = await shop.order(whole);
    await carryOutRun(shop.tools, straight, { mostAStep });

    const id = await shop.order(dying);
    for (const steps of [3, 5]) {
      const before = await written(dying);
      await stoppedAfter(shop, id, steps);
      const after = await written(dying);
      // What one try has written the next one does not write again.
      expect(after).toEqual(expect.arrayContaining([...before]));
      expect(after.length).toBeGreaterThan(before.length);
      expect(await readRun(database.sql, id)).toMatchObject({ state: 'running', phase: 'apply' });
    }
    const before = await written(dying);
    expect(await carryOutRun(shop.tools, id, { mostAStep })).toMatchObject({ state: 'finished' });
    expect(await written(dying)).toEqual(expect.arrayContaining([...before]));

    expect(await stateOf(dying, id)).toEqual(await stateOf(whole, straight));
    expect(await listedOfRun(database.sql, await readRun(database.sql, id))).toEqual(
      figuresOfRun(await readRun(database.sql, id)),
    );
    const next = await carryOutRun(shop.tools, await shop.order(dying), { mostAStep });
    expect(next).toMatchObject({ healed: 0, opened: 0, closed: 0 });
  });
});

test('a step that the database breaks off leaves nothing of itself; the run has failed, and goes on with that step', async () => {
  const { sql } = database;
  const shop = await shopInBooks(database, { perDay: 20 });
  const [whole, failing] = [await makeAccount(sql, ADOPTS), await makeAccount(sql, ADOPTS)];
  const straight = await shop.order(whole);
  await carryOutRun(shop.tools, straight, { mostAStep });
  const [hundredth] = await sql<{ subject: string }[]>`
    select subject from discrepancies where account_id = ${whole} order by invoice_created_at, subject offset 99 limit 1`;
  await sql.unsafe(`
    create function breaks_off() returns trigger language plpgsql as $$
      begin raise exception using errcode = '53000'; end $$;
    create trigger breaks_off before insert on discrepancies for each row
      when (new.account_id = ${failing} and new.subject = '${hundredth?.subject}') execute function breaks_off()`);
  const id = await shop.order(failing);
  await expect(carryOutRun(shop.tools, id, { mostAStep })).rejects.toMatchObject({ code: '53000' });
  const failed = await readRun(sql, id);
  expect(failed).toMatchObject({ state: 'failed', phase: 'apply' });
  expect(failed.healed).toBeGreaterThan(0);
  expect(failed.healed % mostAStep).toBe(0);
  const [book] = await sql`select count(*)::int as count from invoices where account_id = ${failing}`;
  expect(book?.count).toBe(failed.healed);
  await sql`drop trigger breaks_off on discrepancies`;
  await carryOutRun(shop.tools, id, { mostAStep });
  expect(await stateOf(failing, id)).toEqual(await stateOf(whole, straight));
});

test.each([
  ['adopts', ADOPTS],
  ['opens', KEPT],
])(
  'what a callback tells after the comparison is no more the run’s, which %s the others',
  async (_, policy) => {
    const { sql } = database;
    const shop = await shopInBooks(database, { perDay: 12 });
    const accountId = await makeAccount(sql, policy);
    const told: string[] = [];
    const step: Step = async (name, work) => {
      if (name === 'apply') told.push(await tellLast(accountId));
      return work();
    };
    const done = await carryOutRun(shop.tools, await shop.order(accountId), { mostAStep, step });
    expect(told).toHaveLength(1);
    expect(
      await sql`select from discrepancies where account_id = ${accountId} and subject = ${told[0] ?? ''}`,
    ).toHaveLength(0);
    expect(done.healed + done.opened).toBe(done.seen - 1);
  },
);

/** Tells our book of the last payment that Paymega has, and compares it, as after a callback. */
async function tellLast(accountId: number): Promise<string> {
  const { sql } = database;
  const [last] = await sql<{ id: string }[]>`
    select id from mirror where account_id = ${accountId} order by created_at desc, id desc limit 1`;
  const id = last?.id ?? '';
  await ingest(sql, await mirrored(sql, accountId, [id]));
  await compareInvoices(sql, accountId, [{ id }], new Date());
  return id;
}

test('what is put on the list after the comparison stays there, though the run found nothing of it', async () => {
  const { sql } = database;
  const shop = await shopInBooks(database, { perDay: 12 });
  const accountId = await makeAccount(sql, ADOPTS);
  await carryOutRun(shop.tools, await shop.order(accountId));
  const step: Step = async (name, work) => {
    if (name === 'apply') {
      const [one] = await mirrored(sql, accountId, await someIds(accountId, 1));
      if (one) await ingest(sql, [{ ...one, amount: one.amount + 1n, updatedAt: one.updatedAt + 1 }]);
      await compareInvoices(sql, accountId, [{ id: one?.id ?? '' }], new Date());
    }
    return work();
  };
  const done = await carryOutRun(shop.tools, await shop.order(accountId), { mostAStep, step });
  expect(done).toMatchObject({ opened: 0, closed: 0, matched: done.seen });
  expect(
    await sql`select kind from discrepancies where account_id = ${accountId} and state = 'open'`,
  ).toEqual([{ kind: 'amount_differs' }]);
});

async function someIds(accountId: number, count: number): Promise<string[]> {
  const rows = await database.sql<{ id: string }[]>`
    select id from mirror where account_id = ${accountId} order by created_at, id limit ${count}`;
  return rows.map(({ id }) => id);
}

test('a run that waits within a step keeps no other account’s run waiting', async () => {
  const { sql } = database;
  const shop = await shopInBooks(database, { perDay: 12 });
  const [known, held, free] = [
    await makeAccount(sql, ADOPTS),
    await makeAccount(sql, ADOPTS),
    await makeAccount(sql, ADOPTS),
  ];
  await carryOutRun(shop.tools, await shop.order(known));
  const [first, second] = [await shop.order(held), await shop.order(free)];
  const one = await mirrored(sql, known, await someIds(known, 1));
  const goingOn = await sql.begin(async (transaction) => {
    // Somebody has written what the first one's step is about to write, and has not committed.
    await ingest(
      transaction,
      one.map((told) => ({ ...told, accountId: held })),
    );
    const waiting = carryOutRun(shop.tools, first, { mostAStep });
    await vi.waitFor(async () => expect(await waitForTransactions()).toBe(1), { timeout: 20_000 });
    expect(await carryOutRun(shop.tools, second, { mostAStep })).toMatchObject({ state: 'finished' });
    expect(await readRun(sql, first)).toMatchObject({ state: 'running', phase: 'apply' });
    return { waiting };
  });
  const done = await goingOn.waiting;
  expect(done).toMatchObject({ state: 'finished', matched: done.seen, healed: done.seen - 1 });
});

async function waitForTransactions(): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event = 'transactionid'`;
  return row?.count ?? 0;
}
