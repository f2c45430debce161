import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import { MAPPING, type Mapping } from './mapping.ts';

export type NamedMapping = { name: string; mapping: Mapping };

/** Keeps a mapping for files of the same layout, under a name; one that bore it before is replaced. */
export async function saveMapping(
  sql: Queryable,
  accountId: number,
  name: string,
  header: Buffer,
  mapping: Mapping,
): Promise<void> {
  // The days are those of one file.
  const general = { ...mapping, from: null, to: null };
  await sql`
    insert into statement_mappings (account_id, name, header_sha256, mapping, saved_at)
    values (${accountId}, ${name}, ${header}, ${sql.json(general)}, now())
    on conflict (account_id, name) do update
    set header_sha256 = excluded.header_sha256, mapping = excluded.mapping, saved_at = excluded.saved_at`;
}

/** The mapping that was saved last for files of this header; null where none was. */
export async function mappingOfHeader(
  sql: Queryable,
  accountId: number,
  header: Buffer,
): Promise<NamedMapping | null> {
  const [row] = await sql<{ name: string; mapping: unknown }[]>`
    select name, mapping from statement_mappings
    where account_id = ${accountId} and header_sha256 = ${header} order by saved_at desc, name limit 1`;
  return row ? { name: row.name, mapping: MAPPING.parse(row.mapping) } : null;
}

/** The mapping of this name. @throws Refusal `unknown_mapping` (404) with those that there are */
export async function mappingByName(sql: Queryable, accountId: number, name: string): Promise<Mapping> {
  const rows = await sql<{ name: string; mapping: unknown }[]>`
    select name, mapping from statement_mappings where account_id = ${accountId} order by name`;
  const row = rows.find((one) => one.name === name);
  if (row) return MAPPING.parse(row.mapping);
  const names = rows.map((one) => `“${one.name}”`).join(', ') || 'none yet';
  throw new Refusal('unknown_mapping', `there is no mapping “${name}”; there are: ${names}`, 404);
}
