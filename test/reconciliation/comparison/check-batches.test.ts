import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addPerson } from '#identity/people/people.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import {
  batchItems,
  batchUnderWay,
  cancelBatch,
  carryOutBatch,
  checkBatch,
  createBatch,
  resumeBatch,
  unfinishedBatches,
} from '#reconciliation/comparison/check-batches.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { anObservation } from '../../support/observations.ts';
import { type Reply, type ScriptedPaymega, scriptedPaymega } from '../../support/scripted-paymega.ts';

const database = useDatabase();
const CREATED = 1_790_000_000;

let paymega: ScriptedPaymega;
let accountId: number;
let actor: { kind: 'person'; personId: number; name: string };
let made = 0;

beforeEach(async () => {
  made++;
  paymega = await scriptedPaymega();
  accountId = await makeAccount(database.sql);
  const email = `ops${made}@shop.example`;
  const { id } = await addPerson(database.sql, { email, role: 'operator', password: 'four words in a row' });
  actor = { kind: 'person', personId: id, name: email };
});

afterEach(() => paymega.close());

/** Pending in our book; Paymega says something of it. */
async function pending(id: string, status: string, byId: Reply = 'answers'): Promise<void> {
  const told = { id, referenceId: `order-${id}`, createdAt: CREATED, updatedAt: CREATED };
  await ingest(database.sql, [anObservation(accountId, { ...told, status: 'process_pending' })]);
  const attributes = { reference_id: `order-${id}`, created: CREATED, updated: CREATED + 60, status };
  const said = { isListed: true, byId, byReference: byId };
  const document = documentText(attributes, id);
  paymega.holdings.set(id, { document, created: CREATED, reference: `order-${id}`, ...said });
}

async function tools() {
  const keys = { url: paymega.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, concurrency: 4, perSecond: 10_000, retries: 0 });
  return { sql: database.sql, privateApi, exponentOf: await exponentsOf(database.sql) };
}

/** The same, with what was asked by them; every question waits for the gate. */
async function countedTools(gate: Promise<void> = Promise.resolve()) {
  const plain = await tools();
  const asked: string[] = [];
  const invoice: typeof plain.privateApi.invoice = async (id, signal) => {
    asked.push(id);
    await gate;
    return plain.privateApi.invoice(id, signal);
  };
  return { asked, tools: { ...plain, privateApi: { ...plain.privateApi, invoice } } };
}

const created = () => database.sql.begin((within) => createBatch(within, actor, { accountId, mode: 'live' }));

test('everything pending is asked about, and each shows what it was and what Paymega said', async () => {
  await pending('cpi_paid', 'processed');
  await pending('cpi_waits', 'process_pending');
  await pending('cpi_unknown', 'processed', 'denies');
  await pending('cpi_silent', 'processed', 500);
  const id = await created();
  expect(await checkBatch(database.sql, id)).toMatchObject({ total: 4, asked: 0, finishedAt: null });
  expect(await batchUnderWay(database.sql, accountId, 'live')).toBe(id);
  await carryOutBatch(await tools(), id);
  expect(await checkBatch(database.sql, id)).toMatchObject({
    total: 4,
    asked: 4,
    moved: 1,
    unanswered: 1,
    person: actor.name,
    finishedAt: expect.any(Date),
  });
  const items = await batchItems(database.sql, id, 10);
  expect(items[0]).toMatchObject({ invoiceId: 'cpi_paid', before: 'process_pending', status: 'processed' });
  expect(new Map(items.map(({ invoiceId, outcome }) => [invoiceId, outcome]))).toEqual(
    new Map([
      ['cpi_paid', 'found'],
      ['cpi_waits', 'found'],
      ['cpi_unknown', 'not_found'],
      ['cpi_silent', 'no_answer'],
    ]),
  );
  const [book] = await database.sql`
    select status from invoices where account_id = ${accountId} and id = 'cpi_paid'`;
  expect(book).toEqual({ status: 'processed' });
  expect(await batchUnderWay(database.sql, accountId, 'live')).toBeNull();
});

test('a batch whose worker was stopped goes on with what is left, and asks nothing twice', async () => {
  for (let n = 0; n < 30; n++) await pending(`cpi_${String(n).padStart(2, '0')}`, 'processed');
  const id = await created();
  const stopping = new AbortController();
  const stopAfter = async () => {
    for (;;) {
      const { asked } = await checkBatch(database.sql, id);
      if (asked >= 3) return stopping.abort(new Error('stopped'));
    }
  };
  const outcome = await Promise.allSettled([carryOutBatch(await tools(), id, stopping.signal), stopAfter()]);
  expect(outcome[0].status).toBe('rejected');
  const { asked } = await checkBatch(database.sql, id);
  expect(asked).toBeGreaterThanOrEqual(3);
  expect(asked).toBeLessThan(30);
  expect(await unfinishedBatches(database.sql)).toContain(id);
  await carryOutBatch(await tools(), id);
  expect(await checkBatch(database.sql, id)).toMatchObject({ asked: 30, moved: 30 });
  const [checks] = await database.sql<{ most: number }[]>`
    select max(count)::int as most from (
      select count(*) from status_checks where account_id = ${accountId} and outcome = 'found' group by invoice_id
    ) as counted`;
  expect(checks?.most).toBe(1);
});

test('two workers at once do the work of a batch once: the second finds it taken', async () => {
  const ids = Array.from({ length: 12 }, (_, n) => `cpi_${String(n).padStart(2, '0')}`);
  for (const id of ids) await pending(id, 'processed');
  const batch = await created();
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const [first, second] = [await countedTools(gate), await countedTools()];
  const firstEnds = carryOutBatch(first.tools, batch);
  await vi.waitFor(() => expect(first.asked).not.toEqual([]), { timeout: 20_000 });
  await expect(carryOutBatch(second.tools, batch)).rejects.toMatchObject({ code: 'batch_taken' });
  expect(await checkBatch(database.sql, batch)).toMatchObject({ asked: 0, finishedAt: null });
  letGo();
  await firstEnds;
  await carryOutBatch(second.tools, batch);
  expect(second.asked).toEqual([]);
  expect(first.asked.toSorted()).toEqual(ids);
  expect(await checkBatch(database.sql, batch)).toMatchObject({ asked: 12, finishedAt: expect.any(Date) });
});

test('a worker whose batch another one carries out keeps no batch of another account waiting', async () => {
  await pending('cpi_held', 'processed');
  const held = await created();
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const first = await countedTools(gate);
  const firstEnds = carryOutBatch(first.tools, held);
  await vi.waitFor(() => expect(first.asked).not.toEqual([]), { timeout: 20_000 });
  accountId = await makeAccount(database.sql);
  await pending('cpi_free', 'processed');
  const free = await created();
  await carryOutBatch(await tools(), free);
  expect(await checkBatch(database.sql, free)).toMatchObject({ asked: 1, finishedAt: expect.any(Date) });
  letGo();
  await firstEnds;
});

test('cancelled it asks no more, and goes on when it is let', async () => {
  await pending('cpi_a', 'processed');
  const id = await created();
  await cancelBatch(database.sql, actor, id);
  await carryOutBatch(await tools(), id);
  expect(await checkBatch(database.sql, id)).toMatchObject({ asked: 0, finishedAt: null });
  expect(await unfinishedBatches(database.sql)).not.toContain(id);
  await expect(cancelBatch(database.sql, actor, id)).rejects.toMatchObject({ code: 'batch_is_over' });
  await database.sql.begin((within) => resumeBatch(within, actor, id));
  await expect(database.sql.begin((within) => resumeBatch(within, actor, id))).rejects.toMatchObject({
    code: 'not_cancelled',
  });
  await carryOutBatch(await tools(), id);
  expect(await checkBatch(database.sql, id)).toMatchObject({ asked: 1, finishedAt: expect.any(Date) });
  expect(await database.sql`select act from audit where person_id = ${actor.personId} order by id`).toEqual([
    { act: 'check_batch.created' },
    { act: 'check_batch.cancelled' },
    { act: 'check_batch.resumed' },
  ]);
});

test('one at a time: of two who ask at once, one is told that it goes on already', async () => {
  await pending('cpi_a', 'processed');
  const outcomes = await Promise.allSettled([created(), created()]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  await expect(created()).rejects.toMatchObject({ code: 'batch_under_way', status: 409 });
});

test('where nothing is pending nothing is made', async () => {
  await expect(created()).rejects.toMatchObject({ code: 'nothing_pending' });
  const [count] = await database.sql`
    select count(*)::int as count from check_batches where account_id = ${accountId}`;
  expect(count).toEqual({ count: 0 });
});
