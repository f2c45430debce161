import { byLookUps } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import { rowOf } from '../books/row-of.ts';
import { closeGone, goneOf } from './close-gone.ts';
import { compare } from './compare.ts';
import type { ComparedAlone, Comparison } from './comparison.ts';
import { openFound } from './open-found.ts';

/**
 * Waits until no other comparison changes the account's list of discrepancies; holds it to the end of the transaction.
 * @param kind `beside`: with others who hold it so, and see to it that none changes what another one does
 */
export async function lockList(
  transaction: Queryable,
  accountId: number,
  kind: 'alone' | 'beside' = 'alone',
): Promise<void> {
  if (kind === 'alone') await transaction`select pg_advisory_xact_lock(${LOCK.discrepancies}, ${accountId})`;
  else await transaction`select pg_advisory_xact_lock_shared(${LOCK.discrepancies}, ${accountId})`;
}

/** An invoice to compare; without an `outcome`, Paymega was not asked just now. */
export type ToCompare = { id: string; outcome?: Exclude<ComparedAlone['outcome'], 'not_asked'> };

/**
 * Compares some invoices by themselves, by the rules of a run, right after something was heard of them, so that the list of
 * discrepancies is true between two runs: opens, updates and closes what is about them, and double payments of their orders.
 * Heals nothing, and opens nothing that the next run heals. Where Paymega was not asked and its side is older than ours, it
 * tells nothing: only what our book shows by itself is judged. Idempotent.
 */
export async function compareInvoices(
  sql: Sql,
  accountId: number,
  invoices: readonly ToCompare[],
  now: Date,
): Promise<void> {
  if (invoices.length === 0) return;
  await sql.begin(async (transaction) => {
    await byLookUps(transaction);
    await compareWithin(transaction, accountId, invoices, now);
  });
}

/** The same within a transaction; it holds the list to its end. */
export async function compareWithin(
  transaction: Queryable,
  accountId: number,
  invoices: readonly ToCompare[],
  now: Date,
): Promise<void> {
  await lockList(transaction, accountId);
  const comparison: Comparison = {
    // No run has such a number, and the lock leaves it to one comparison at a time.
    runId: BigInt(-accountId),
    account: await accountById(transaction, accountId),
    window: { from: 0, to: 0 },
    now,
    alone: await withOutcomes(transaction, accountId, invoices),
  };
  await compare(transaction, comparison);
  await openFound(transaction, comparison);
  const { ids } = await goneOf(transaction, comparison, null);
  await closeGone(transaction, comparison, ids, null);
  await transaction`delete from run_findings where run_id = ${comparison.runId}`;
}

async function withOutcomes(
  sql: Queryable,
  accountId: number,
  invoices: readonly ToCompare[],
): Promise<ComparedAlone[]> {
  const unasked = invoices.flatMap(({ id, outcome }) => (outcome ? [] : id));
  const account = sql`${accountId}::int`;
  const current = await sql<{ id: string }[]>`
    select theirs.id from unnest(${unasked}::text[]) as one(id)
    cross join lateral (${rowOf(sql, 'mirror', account, sql`one.id`)}) as theirs
    left join lateral (${rowOf(sql, 'invoices', account, sql`one.id`)}) as ours on true
    where ours.id is null
      or (not theirs.is_ahead, theirs.updated_at, theirs.progress, theirs.returned)
        >= (not ours.is_ahead, ours.updated_at, ours.progress, ours.returned)`;
  const reported = new Set(current.map(({ id }) => id));
  return invoices.map(({ id, outcome }) => ({
    id,
    outcome: outcome ?? (reported.has(id) ? 'found' : 'not_asked'),
  }));
}
