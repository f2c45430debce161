import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK, withLock } from '#db/lock.ts';
import type { checkBatches, checkBatchItems } from '#db/schema/check-batches.ts';
import { fragments } from '#db/sql.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import { checkStatus } from '../books/check-status.ts';
import type { CheckTools } from '../books/check-tools.ts';
import { conditions, type InvoiceFilter } from '../books/invoice-conditions.ts';
import { toCompare } from './check-invoice.ts';
import { compareInvoices, type ToCompare } from './compare-invoices.ts';
import { inParallel } from './in-parallel.ts';

/** Many status checks that somebody asked for at once, and how far they have come. */
export type CheckBatch = Omit<typeof checkBatches.$inferSelect, 'personId'> & {
  person: string;
  total: number;
  asked: number;
  /** Answered with another status than the book had. */
  moved: number;
  unanswered: number;
  /** Paymega does not know it, or said what cannot be read. */
  troubling: number;
};

/** One of them. `status` is what Paymega said, null where it said none. */
export type CheckItem = Omit<typeof checkBatchItems.$inferSelect, 'batchId' | 'askedAt'>;

export type Who = Extract<Actor, { kind: 'person' }>;

const AT_MOST = 10_000;
const COMPARED_AT_ONCE = 50;
const ASKED_AT_ONCE = 8;

/**
 * Puts on record that everything pending of an account and mode (as narrowed) is to be asked about, or only
 * some of it by their ids. To be called in a transaction, with the job that carries it out.
 * @throws Refusal `nothing_pending` (409), `too_many` (409), `batch_under_way` (409)
 */
export async function createBatch(
  sql: Queryable,
  actor: Who,
  filter: InvoiceFilter & Pick<CheckBatch, 'mode'>,
  only: readonly string[] = [],
): Promise<bigint> {
  const { accountId, mode } = filter;
  const id = await beginBatch(sql, actor, accountId, mode);
  const items = await sql`
    insert into check_batch_items (batch_id, invoice_id, before)
    select ${id}, book.id, book.status
    from invoices as book join accounts on accounts.id = book.account_id
    where ${conditions(fragments(sql), { ...filter, isPending: true })}
      ${only.length > 0 ? sql`and book.id = any(${[...only]}::text[])` : sql``}
    order by book.id limit ${AT_MOST + 1} returning invoice_id`;
  if (items.count === 0) throw new Refusal('nothing_pending', 'nothing is pending', 409);
  if (items.count > AT_MOST) {
    throw new Refusal('too_many', `more than ${AT_MOST} are pending: a run asks about them, too`, 409);
  }
  await audit(sql, actor, 'check_batch.created', `check_batch:${id}`, { invoices: items.count, mode });
  return id;
}

/**
 * Puts a batch without items on record; to be called in a transaction. @throws Refusal `batch_under_way`
 * (409)
 */
export async function beginBatch(sql: Queryable, actor: Who, accountId: number, mode: Mode): Promise<bigint> {
  // One at a time: the second who asks waits here, and then sees the first one's.
  await sql`select from accounts where id = ${accountId} for update`;
  if (await batchUnderWay(sql, accountId, mode))
    throw new Refusal('batch_under_way', 'Paymega is being asked already: wait until that has ended', 409);
  const [batch] = await sql<{ id: bigint }[]>`
    insert into check_batches (account_id, mode, person_id) values (${accountId}, ${mode}, ${actor.personId})
    returning id`;
  if (!batch) throw new Error('the batch was not made');
  return batch.id;
}

/**
 * Asks about what is left of a batch, some at once within the rate limit. Cancelled or stopped it ends where
 * it is, and may be carried out again.
 * @throws Refusal `batch_taken` (409) while another worker carries it out: it may die, so the job comes again
 */
export async function carryOutBatch(tools: CheckTools, id: bigint, signal?: AbortSignal): Promise<void> {
  const lock = { class: LOCK.checkBatch, key: Number(id % 2_147_483_648n) };
  await withLock(
    tools.sql,
    'counterfoil checks',
    lock,
    (lost) => askAll(tools, id, signal ? AbortSignal.any([signal, lost]) : lost),
    () => new Refusal('batch_taken', 'another worker asks about these payments: wait for it', 409),
  );
}

async function askAll(tools: CheckTools, id: bigint, signal?: AbortSignal): Promise<void> {
  const { sql } = tools;
  const { accountId } = await checkBatch(sql, id);
  const left = await sql<{ invoiceId: string }[]>`
    select invoice_id from check_batch_items
    where batch_id = ${id} and outcome is null order by invoice_id`;
  const [person] = await sql<{ id: number }[]>`
    select person_id as id from check_batches where id = ${id}`;
  for (let start = 0; start < left.length; start += COMPARED_AT_ONCE) {
    await askSome(
      tools,
      id,
      left.slice(start, start + COMPARED_AT_ONCE),
      { accountId, personId: person?.id ?? null },
      signal,
    );
  }
  await sql`
    update check_batches set finished_at = now()
    where id = ${id} and cancelled_at is null and finished_at is null
      and not exists (select from check_batch_items where batch_id = ${id} and outcome is null)`;
}

async function askSome(
  tools: CheckTools,
  id: bigint,
  items: readonly { invoiceId: string }[],
  asker: { accountId: number; personId: number | null },
  signal?: AbortSignal,
): Promise<void> {
  const { sql } = tools;
  const answered: ToCompare[] = [];
  await inParallel(items, ASKED_AT_ONCE, async ({ invoiceId }) => {
    signal?.throwIfAborted();
    if (await isCancelled(sql, id)) return;
    const question = { ...asker, invoiceId, askedBy: 'person' } as const;
    const answer = await checkStatus(tools, question, signal);
    answered.push(...toCompare(invoiceId, answer));
    const status = answer.outcome === 'found' ? answer.status : null;
    const message = 'message' in answer ? answer.message : null;
    await sql`
      update check_batch_items set outcome = ${answer.outcome}, status = ${status}, message = ${message},
        asked_at = now()
      where batch_id = ${id} and invoice_id = ${invoiceId}`;
  });
  await compareInvoices(sql, asker.accountId, answered, new Date());
}

/**
 * Stops a batch between two questions. Audited. @throws Refusal `unknown_batch` (404), `batch_is_over` (409)
 */
export async function cancelBatch(sql: Sql, actor: Actor, id: bigint): Promise<void> {
  await sql.begin(async (transaction) => {
    await checkBatch(transaction, id);
    const cancelled = await transaction`
      update check_batches set cancelled_at = now()
      where id = ${id} and cancelled_at is null and finished_at is null returning id`;
    if (cancelled.count === 0) throw new Refusal('batch_is_over', 'these checks are over already', 409);
    await audit(transaction, actor, 'check_batch.cancelled', `check_batch:${id}`);
  });
}

/**
 * Lets a cancelled batch go on; to be called in a transaction, with its job. Audited.
 * @throws Refusal `unknown_batch` (404), `not_cancelled`, `batch_under_way` (409)
 */
export async function resumeBatch(sql: Queryable, actor: Actor, id: bigint): Promise<void> {
  const { accountId, mode, cancelledAt } = await checkBatch(sql, id);
  if (!cancelledAt) throw new Refusal('not_cancelled', 'these checks were not cancelled', 409);
  await sql`select from accounts where id = ${accountId} for update`;
  if (await batchUnderWay(sql, accountId, mode))
    throw new Refusal('batch_under_way', 'all that is pending is being asked about already', 409);
  const resumed = await sql`
    update check_batches set cancelled_at = null
    where id = ${id} and cancelled_at is not null and finished_at is null returning id`;
  if (resumed.count === 0) throw new Refusal('not_cancelled', 'these checks were not cancelled', 409);
  await audit(sql, actor, 'check_batch.resumed', `check_batch:${id}`);
}

/** One batch. @throws Refusal `unknown_batch` (404) */
export async function checkBatch(sql: Queryable, id: bigint): Promise<CheckBatch> {
  const [batch] = await sql<CheckBatch[]>`
    select batch.id, batch.account_id, batch.mode, people.label as person,
      batch.created_at, batch.cancelled_at, batch.finished_at,
      items.total, items.asked, items.moved, items.unanswered, items.troubling
    from check_batches as batch join people on people.id = batch.person_id
    cross join lateral (
      select count(*)::int as total, count(outcome)::int as asked,
        (count(*) filter (where status <> before))::int as moved,
        (count(*) filter (where outcome = 'no_answer'))::int as unanswered,
        (count(*) filter (where outcome in ('not_found', 'quarantined')))::int as troubling
      from check_batch_items where batch_id = batch.id
    ) as items
    where batch.id = ${id}`;
  if (!batch) throw new Refusal('unknown_batch', 'there are no such checks', 404);
  return batch;
}

/** The questions of a batch, those that brought something new first. */
export async function batchItems(sql: Queryable, id: bigint, limit: number): Promise<CheckItem[]> {
  return sql<CheckItem[]>`
    select invoice_id, before, outcome, status, message from check_batch_items
    where batch_id = ${id}
    order by (status <> before) is true desc, asked_at desc nulls last, invoice_id limit ${limit}`;
}

/** Batches that were neither finished nor cancelled: their worker may have died. */
export async function unfinishedBatches(sql: Queryable): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select id from check_batches where finished_at is null and cancelled_at is null order by id`;
  return rows.map(({ id }) => id);
}

/** The batch of this account and mode that goes on, if there is one. */
export async function batchUnderWay(sql: Queryable, accountId: number, mode: Mode): Promise<bigint | null> {
  const [row] = await sql<{ id: bigint }[]>`
    select id from check_batches
    where account_id = ${accountId} and mode = ${mode} and finished_at is null and cancelled_at is null
    order by id desc limit 1`;
  return row?.id ?? null;
}

async function isCancelled(sql: Queryable, id: bigint): Promise<boolean> {
  const [row] = await sql<{ isCancelled: boolean }[]>`
    select cancelled_at is not null as is_cancelled from check_batches where id = ${id}`;
  return row?.isCancelled ?? true;
}

/**
 * A short text that is another one whenever the page of a batch would be; empty where there is nothing of it.
 */
export async function batchVersion(sql: Queryable, id: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
      select md5(concat_ws(' ', batch.cancelled_at, batch.finished_at, count(item.asked_at))) as version
      from check_batches as batch left join check_batch_items as item on item.batch_id = batch.id
      where batch.id = ${id} group by batch.id`;
  return row?.version ?? '';
}
