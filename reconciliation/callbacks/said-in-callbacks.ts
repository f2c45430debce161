import type { Queryable } from '#db/connection.ts';

/** Bodies have no index: so many of the newest are looked through, which takes some ten milliseconds. */
const LOOKED_THROUGH = 3000;
const SHORTEST = 5;

/**
 * The ids of invoices of which one of the newest callbacks says a text, such as a customer's id, the newest first.
 * The book keeps nothing of customers; what Paymega said of them stands in the bodies alone.
 */
export async function saidInCallbacks(
  sql: Queryable,
  accountId: number,
  text: string,
  limit: number,
): Promise<string[]> {
  if (text.length < SHORTEST) return [];
  const rows = await sql<{ invoiceId: string }[]>`
    select invoice_id from (
      select id, received_at, invoice_id from callbacks where account_id = ${accountId}
      order by received_at desc, id desc limit ${LOOKED_THROUGH}
    ) as newest
    join callback_bodies as kept on (kept.callback_id, kept.received_at) = (newest.id, newest.received_at)
    where invoice_id is not null and strpos(body, ${text}) > 0
    group by invoice_id order by max(id) desc limit ${limit}`;
  return rows.map(({ invoiceId }) => invoiceId);
}
