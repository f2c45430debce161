import type { Queryable } from '#db/connection.ts';
import { fragments } from '#db/sql.ts';
import { Refusal } from '#identity/refusal.ts';
import { conditions, type DiscrepancyFilter } from '../../discrepancies/conditions.ts';
import { discrepanciesById } from './discrepancies-proof.ts';
import { jsonFile } from './proof-file.ts';
import type { ProofOf } from './proof-pack.ts';

/** How many invoices a pack may be of; more are refused, and never left out. */
export const MOST_INVOICES = 200;

/**
 * The invoices that a list of discrepancies names, and its discrepancies that name none.
 * @param filter as it stands in the address, for the manifest
 * @throws Refusal (422) `too_many_for_a_pack`, `nothing_to_pack`
 */
export async function proofOfList(
  sql: Queryable,
  asked: DiscrepancyFilter,
  filter: string,
): Promise<Extract<ProofOf, { filter: string }>> {
  const own = sql`
    from discrepancies as item join accounts on accounts.id = item.account_id
    where ${conditions(fragments(sql), asked)}`;
  const invoices = await sql<{ id: string }[]>`
    select item.invoice_id as id ${own} and item.invoice_id is not null group by item.invoice_id
    order by item.invoice_id limit ${MOST_INVOICES + 1}`;
  const without = await sql<{ id: string }[]>`
    select item.id::text as id ${own} and item.invoice_id is null
    order by item.id limit ${MOST_INVOICES + 1}`;
  if (invoices.length > MOST_INVOICES || without.length > MOST_INVOICES)
    throw new Refusal(
      'too_many_for_a_pack',
      `A proof pack is of at most ${MOST_INVOICES} invoices, and this list names more: narrow it down.`,
    );
  if (invoices.length + without.length === 0)
    throw new Refusal('nothing_to_pack', 'Nothing is on this list, so there is nothing to pack.');
  const ids = without.map(({ id }) => id);
  const more = ids.length === 0 ? [] : [jsonFile('without-invoice.json', await discrepanciesById(sql, ids))];
  return { invoiceIds: invoices.map(({ id }) => id), filter, more };
}
