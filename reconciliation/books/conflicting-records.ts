import type { Queryable } from '#db/connection.ts';
import { memoryColumns, pick, stateColumns } from './observation-rows.ts';

/**
 * Where an invoice has been told with several identities, seats in the book the one that Paymega told first by its own
 * clock (isPrincipal of precedence.ts) and keeps the others as rivals. Doing it twice changes nothing, so whoever finds
 * it undone may do it.
 */
export async function seatPrincipals(
  sql: Queryable,
  invoices: readonly { accountId: number; id: string }[],
): Promise<void> {
  for (const { accountId, id } of invoices) {
    if ('begin' in sql) await (sql as unknown as Beginner).begin((inner) => seat(inner, accountId, id));
    else await seat(sql, accountId, id);
  }
}

type Beginner = { begin(work: (inner: Queryable) => Promise<void>): Promise<void> };

async function seat(sql: Queryable, accountId: number, id: string): Promise<void> {
  await sql`select from invoices where (account_id, id) = (${accountId}, ${id}) for update`;
  await absorbTwin(sql, accountId, id);
  const [better] = await sql<{ mode: string; currency: string; amount: bigint }[]>`
    select rival.mode, rival.currency, rival.amount
    from invoice_rivals as rival join invoices as book using (account_id, id)
    where (rival.account_id, rival.id) = (${accountId}, ${id})
      and (rival.first_told_at, rival.mode, rival.currency, rival.amount)
        < (book.first_told_at, book.mode, book.currency, book.amount)
    order by rival.first_told_at, rival.mode, rival.currency, rival.amount
    limit 1 for update of rival`;
  if (!better) return;
  await sql`
    insert into invoice_rivals (${stateColumns(sql)}, ${memoryColumns(sql)})
    select ${stateColumns(sql)}, ${memoryColumns(sql)} from invoices where (account_id, id) = (${accountId}, ${id})`;
  await sql`
    with seated as (
      delete from invoice_rivals
      where (account_id, id, mode, currency, amount)
        = (${accountId}, ${id}, ${better.mode}, ${better.currency}, ${better.amount})
      returning *
    )
    update invoices set (${stateColumns(sql)}, ${memoryColumns(sql)})
      = (select ${stateColumns(sql)}, ${memoryColumns(sql)} from seated)
    where (account_id, id) = (${accountId}, ${id})`;
}

// While somebody else changed the seat, an observation may have become a rival of the identity that now has it.
async function absorbTwin(sql: Queryable, accountId: number, id: string): Promise<void> {
  await sql`
    with twin as (
      delete from invoice_rivals as rival using invoices as book
      where (rival.account_id, rival.id) = (${accountId}, ${id})
        and (book.account_id, book.id, book.mode, book.currency, book.amount)
          = (rival.account_id, rival.id, rival.mode, rival.currency, rival.amount)
      returning rival.*
    )
    update invoices as book set ${pick(sql)} from twin as excluded
    where (book.account_id, book.id) = (excluded.account_id, excluded.id)`;
}
