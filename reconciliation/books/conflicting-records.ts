import type { Queryable } from '#db/connection.ts';
import { highWaterMarkColumns, pick, stateColumns } from './observation-rows.ts';

/**
 * Where an invoice has been told with several identities, elects for the book the one that Paymega reported
 * first by its own clock (isCanonical of precedence.ts) and keeps the others as conflicting records. Doing it
 * twice changes nothing, so whoever finds it undone may do it.
 */
export async function electCanonical(
  sql: Queryable,
  invoices: readonly { accountId: number; id: string }[],
): Promise<void> {
  for (const { accountId, id } of invoices) {
    if ('begin' in sql) await (sql as unknown as Beginner).begin((inner) => elect(inner, accountId, id));
    else await elect(sql, accountId, id);
  }
}

type Beginner = { begin(work: (inner: Queryable) => Promise<void>): Promise<void> };

async function elect(sql: Queryable, accountId: number, id: string): Promise<void> {
  await sql`select from invoices where (account_id, id) = (${accountId}, ${id}) for update`;
  await mergeDuplicate(sql, accountId, id);
  const [better] = await sql<{ mode: string; currency: string; amount: bigint }[]>`
    select conflicting.mode, conflicting.currency, conflicting.amount
    from conflicting_records as conflicting join invoices as book using (account_id, id)
    where (conflicting.account_id, conflicting.id) = (${accountId}, ${id})
      and (conflicting.first_reported_at, conflicting.mode, conflicting.currency, conflicting.amount)
        < (book.first_reported_at, book.mode, book.currency, book.amount)
    order by conflicting.first_reported_at, conflicting.mode, conflicting.currency, conflicting.amount
    limit 1 for update of conflicting`;
  if (!better) return;
  await sql`
    insert into conflicting_records (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
    select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)} from invoices where (account_id,
      id) = (${accountId}, ${id})`;
  await sql`
    with seated as (
      delete from conflicting_records
      where (account_id, id, mode, currency, amount)
        = (${accountId}, ${id}, ${better.mode}, ${better.currency}, ${better.amount})
      returning *
    )
    update invoices set (${stateColumns(sql)}, ${highWaterMarkColumns(sql)})
      = (select ${stateColumns(sql)}, ${highWaterMarkColumns(sql)} from seated)
    where (account_id, id) = (${accountId}, ${id})`;
}

// While somebody else elected another identity, an observation may have become a conflicting record of the
// identity that now is canonical.
async function mergeDuplicate(sql: Queryable, accountId: number, id: string): Promise<void> {
  await sql`
    with duplicate as (
      delete from conflicting_records as conflicting using invoices as book
      where (conflicting.account_id, conflicting.id) = (${accountId}, ${id})
        and (book.account_id, book.id, book.mode, book.currency, book.amount)
          = (conflicting.account_id, conflicting.id, conflicting.mode, conflicting.currency,
            conflicting.amount)
      returning conflicting.*
    )
    update invoices as book set ${pick(sql)} from duplicate as excluded
    where (book.account_id, book.id) = (excluded.account_id, excluded.id)`;
}
