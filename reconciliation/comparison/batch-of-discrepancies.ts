import type { Queryable } from '#db/connection.ts';
import { audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import { beginBatch, type Who } from './check-batches.ts';

/**
 * Puts on record that the invoices which some discrepancies are about are to be asked about, also of those
 * that our book has not. To be called in a transaction, with the job that carries it out.
 * @throws Refusal `nothing_to_ask` (409) where none of them names an invoice, `batch_under_way` (409)
 */
export async function createBatchOf(
  sql: Queryable,
  actor: Who,
  accountId: number,
  discrepancies: readonly bigint[],
): Promise<{ id: bigint; mode: Mode }> {
  const asked = await sql<{ invoiceId: string; mode: Mode }[]>`
    select distinct invoice_id, mode from discrepancies
    where account_id = ${accountId} and id = any(${discrepancies.map(String)}::bigint[])
      and invoice_id is not null`;
  const mode = asked[0]?.mode;
  if (!mode) throw new Refusal('nothing_to_ask', 'none of them is about an invoice', 409);
  const id = await beginBatch(sql, actor, accountId, mode);
  const items = await sql`
    insert into check_batch_items (batch_id, invoice_id, before)
    select ${id}, asked.id, coalesce(book.status, 'not_in_our_book')
    from unnest(${asked.map(({ invoiceId }) => invoiceId)}::text[]) as asked(id)
    left join invoices as book on (book.account_id, book.id) = (${accountId}, asked.id)
    returning invoice_id`;
  await audit(sql, actor, 'check_batch.created', `check_batch:${id}`, { invoices: items.count, mode });
  return { id, mode };
}
