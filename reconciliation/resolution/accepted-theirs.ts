import type { Queryable } from '#db/connection.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { postTheirs, reversePosting, standingPostings } from '../books/posting.ts';
import { compareWithin, lockList } from '../comparison/compare-invoices.ts';
import { OF_BOTH_BOOKS, type Resolution } from '../discrepancies/kinds.ts';

/** Kinds of which “Paymega is right” takes Paymega's record into our book: those of which it has one. */
const POSTED_KINDS = [...OF_BOTH_BOOKS].filter((kind) => kind !== 'missing_theirs');

/**
 * Keeps other comparisons from the lists that these lie in: before a row of one is locked, because
 * comparisons lock the list first.
 */
export async function lockLists(sql: Queryable, ids: readonly bigint[]): Promise<void> {
  const accounts = await sql<{ accountId: number }[]>`
    select distinct account_id from discrepancies where id = any(${ids.map(String)}::bigint[])
    order by account_id`;
  for (const { accountId } of accounts) await lockList(sql, accountId);
}

/**
 * What follows when these have been resolved: where Paymega was said to be right, its record is in our book,
 * and each invoice is compared anew. `lockLists` comes first.
 * @throws Refusal as postTheirs does
 */
export async function postAccepted(
  sql: Queryable,
  actor: Actor,
  ids: readonly bigint[],
  resolution: Resolution,
): Promise<void> {
  if (resolution !== 'accepted_theirs') return;
  const items = await sql<{ accountId: number; invoiceId: string; discrepancyId: bigint }[]>`
    select distinct on (account_id, subject) account_id, subject as invoice_id, id as discrepancy_id
    from discrepancies
    where id = any(${ids.map(String)}::bigint[]) and kind = any(${POSTED_KINDS}::text[])
    order by account_id, subject, id`;
  for (const item of items) await postTheirs(sql, actor, item);
  await compareAnew(sql, items);
}

/**
 * Takes back what was posted for these, when they have been opened again. @throws Refusal as reversePosting
 * does
 */
export async function reverseAccepted(sql: Queryable, actor: Actor, ids: readonly bigint[]): Promise<void> {
  const posted = await standingPostings(sql, ids);
  for (const one of posted) await reversePosting(sql, actor, one);
  await compareAnew(sql, posted);
}

async function compareAnew(
  sql: Queryable,
  invoices: readonly { accountId: number; invoiceId: string }[],
): Promise<void> {
  for (const accountId of new Set(invoices.map((one) => one.accountId))) {
    const own = invoices.filter((one) => one.accountId === accountId);
    const found = own.map(({ invoiceId }) => ({ id: invoiceId, outcome: 'found' as const }));
    await compareWithin(sql, accountId, found, new Date());
  }
}
