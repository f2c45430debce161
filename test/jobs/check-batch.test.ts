import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ensureAccount } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { checkBatch, createBatch } from '#reconciliation/comparison/check-batches.ts';
import { useDatabase } from '../support/database.ts';
import { documentText } from '../support/documents.ts';
import { anObservation } from '../support/observations.ts';
import { environmentOf } from '../support/product.ts';
import { startProduct } from '../support/running.ts';
import { type ScriptedPaymega, scriptedPaymega } from '../support/scripted-paymega.ts';

const database = useDatabase();
const CREATED = 1_790_000_000;
// At twenty questions a second it takes long enough to be interrupted.
const MANY = 120;
const ASKED_AT_ONCE = 8;
const PATIENT = { timeout: 60_000, interval: 50 };

let paymega: ScriptedPaymega;
let accountId = 0;
let actor: { kind: 'person'; personId: number; name: string };
beforeAll(async () => {
  paymega = await scriptedPaymega();
  const shop = { slug: 'main', name: 'Shop', paymegaAccountId: 'account', timeZone: 'Europe/Berlin' };
  accountId = (await ensureAccount(database.sql, shop)).id;
  const { id, email } = await addPerson(database.sql, { email: 'ops@shop.example', role: 'operator' });
  actor = { kind: 'person', personId: id, name: email };
});
afterAll(() => paymega.close());

/** A batch of many pending invoices, which Paymega says are processed. */
async function batchOf(prefix: string): Promise<bigint> {
  const ids = Array.from({ length: MANY }, (_, n) => `cpi_${prefix}${String(n).padStart(3, '0')}`);
  const told = { createdAt: CREATED, updatedAt: CREATED, status: 'process_pending' };
  await ingest(
    database.sql,
    ids.map((id) => anObservation(accountId, { ...told, id, referenceId: `order-${id}` })),
  );
  for (const id of ids) {
    const attributes = { reference_id: `order-${id}`, created: CREATED, updated: CREATED + 60 };
    const said = { isListed: true, byId: 'answers', byReference: 'answers' } as const;
    const document = documentText(attributes, id);
    paymega.holdings.set(id, { document, created: CREATED, reference: `order-${id}`, ...said });
  }
  return database.sql.begin((within) => createBatch(within, actor, { accountId, mode: 'live' }));
}

const workerProcess = async () =>
  startProduct({
    ...(await environmentOf({ url: paymega.url, cardgateUrl: `${paymega.url}/cards` }, database.appUrl)),
    ...{ PROCESS: 'worker', LOG_LEVEL: 'info' },
  });

const isFinished = (id: bigint) => async () =>
  expect((await checkBatch(database.sql, id)).finishedAt).toBeInstanceOf(Date);

const answered = (id: bigint) => database.sql<{ invoiceId: string; askedAt: Date }[]>`
  select invoice_id as "invoiceId", asked_at as "askedAt" from check_batch_items
  where batch_id = ${id.toString()} and outcome is not null order by invoice_id`;

/** How often each invoice of a batch was asked about, by invoice. */
async function asked(id: bigint): Promise<Map<string, number>> {
  const rows = await database.sql<{ invoiceId: string; times: number }[]>`
    select invoice_id as "invoiceId", count(*)::int as times from status_checks
    where asked_by = 'person' and invoice_id in (
      select invoice_id from check_batch_items where batch_id = ${id.toString()})
    group by invoice_id`;
  return new Map(rows.map(({ invoiceId, times }) => [invoiceId, times]));
}

test('a worker that is killed in the middle of a batch is followed by another, which goes on where it stopped', async () => {
  const id = await batchOf('killed');
  const first = await workerProcess();
  await vi.waitFor(async () => expect((await answered(id)).length).toBeGreaterThan(10), PATIENT);
  await first.kill();
  const before = await answered(id);
  expect(before.length).toBeLessThan(MANY);
  expect((await checkBatch(database.sql, id)).finishedAt).toBeNull();

  const second = await workerProcess();
  await vi.waitFor(isFinished(id), PATIENT);
  expect(await second.stop()).toBe(0);
  const after = await answered(id);
  expect(after).toHaveLength(MANY);
  // Not asked again: what was answered still bears the time at which the first one asked.
  expect(after).toEqual(expect.arrayContaining([...before]));
  const times = await asked(id);
  expect(before.filter(({ invoiceId }) => times.get(invoiceId) !== 1)).toEqual([]);
  // Only what was under way when it was killed may have been asked twice.
  expect([...times.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(ASKED_AT_ONCE);
}, 150_000);

test('two workers at once on the same batch do the work once', async () => {
  const id = await batchOf('shared');
  // Each sends the batch once more at its start, so both come to it.
  const workers = await Promise.all([workerProcess(), workerProcess()]);
  await vi.waitFor(isFinished(id), PATIENT);
  for (const worker of workers) expect(await worker.stop()).toBe(0);
  const times = await asked(id);
  expect(times.size).toBe(MANY);
  expect([...times].filter(([, count]) => count !== 1)).toEqual([]);
  // The one who found it taken would have come again: the other might have died.
  const jobs = await database.sql`
    select state from pgboss.job where name = 'check-batch' and data ->> 'batchId' = ${id.toString()}
    order by state`;
  expect(jobs.map(({ state }) => state)).toEqual(['retry', 'completed']);
}, 150_000);
