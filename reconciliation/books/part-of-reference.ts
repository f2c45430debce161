import type { Queryable, Sql } from '#db/connection.ts';
import { type InvoiceRow, invoices } from './invoices.ts';
import { type OnlyTheirs, onlyTheirs } from './only-theirs.ts';

/** A part of fewer characters is one of nearly every reference. */
const SHORTEST = 3;
/** So many of the newest invoices are looked through; older ones are found by how references here begin. */
const LOOKED_THROUGH = 5000;
const BEGINNINGS = 3;

/**
 * Invoices of which somebody knows only a part of our reference, `12132` of `order-12132`: those whose reference
 * begins as the newest references here do, with that part after it, in our book or else in Paymega's alone; else
 * those among our newest that hold it anywhere. `search` finds the same in the list of invoices, where one text does.
 */
export async function byPartOfReference(
  sql: Sql,
  accountId: number,
  part: string,
  limit: number,
): Promise<{ found: (InvoiceRow | OnlyTheirs)[]; search: string | null }> {
  if (part.length < SHORTEST) return { found: [], search: null };
  for (const beginning of await beginnings(sql, accountId)) {
    const search = beginning + part;
    const ours = await invoices(sql, { accountId, mode: 'all', search }, { limit });
    const found = ours.length > 0 ? ours : await onlyTheirs(sql, accountId, search, limit);
    if (found.length > 0) return { found, search };
  }
  const rows = await sql<{ id: string }[]>`
    select id from (
      ${newest(sql, accountId, 'live', LOOKED_THROUGH)} union all
      ${newest(sql, accountId, 'test', LOOKED_THROUGH)}
    ) as newest
    where strpos(lower(reference_id), lower(${part})) > 0
    order by created_at desc, id desc limit ${limit}`;
  const ids = rows.map(({ id }) => id);
  return { found: await invoices(sql, { accountId, mode: 'all', ids }, { limit }), search: null };
}

/** What stands before the first digit of the references of late, the most frequent first. */
async function beginnings(sql: Queryable, accountId: number): Promise<string[]> {
  const rows = await sql<{ beginning: string }[]>`
    select regexp_replace(reference_id, '[0-9].*$', '') as beginning
    from (${newest(sql, accountId, 'live', 200)}) as newest
    where reference_id ~ '^[^0-9]+[0-9]'
    group by 1 order by count(*) desc, 1 limit ${BEGINNINGS}`;
  return rows.map(({ beginning }) => beginning);
}

function newest(sql: Queryable, accountId: number, mode: 'live' | 'test', limit: number) {
  return sql`(
    select id, reference_id, created_at from invoices
    where account_id = ${accountId} and mode = ${mode}
    order by created_at desc, id desc limit ${limit})`;
}
