import type { Queryable } from '#db/connection.ts';
import type { accounts as accountsTable } from '#db/schema/accounts.ts';
import { Refusal } from '../refusal.ts';

/** An account as an admin sees it. */
export type AccountRow = Pick<
  typeof accountsTable.$inferSelect,
  | 'id'
  | 'slug'
  | 'name'
  | 'paymegaAccountId'
  | 'timeZone'
  | 'apiUrl'
  | 'cardgateUrl'
  | 'keptBy'
  | 'disabledAt'
>;
/** All accounts, as an admin sees them. */
export async function accountRows(sql: Queryable): Promise<AccountRow[]> {
  return sql<AccountRow[]>`select ${rowColumns(sql)} from accounts order by id`;
}

/** One account, as an admin sees it. @throws Refusal `unknown_account` (404) */
export async function accountRow(sql: Queryable, id: number): Promise<AccountRow> {
  const [row] = await sql<AccountRow[]>`select ${rowColumns(sql)} from accounts where id = ${id}`;
  if (!row) throw new Refusal('unknown_account', `there is no account ${id}`, 404);
  return row;
}

export function rowColumns(sql: Queryable) {
  return sql`id, slug, name, paymega_account_id, time_zone, api_url, cardgate_url, kept_by,
    disabled_at`;
}

export async function lockConsoleAccount(sql: Queryable, id: number): Promise<AccountRow> {
  await sql`select from accounts where id = ${id} for update`;
  const row = await accountRow(sql, id);
  if (row.keptBy === 'environment') {
    throw new Refusal(
      'kept_by_environment',
      'the keys of this account come from the environment (PAYMEGA_…): change them there and restart',
      409,
    );
  }
  return row;
}
