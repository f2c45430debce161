import type { Sql } from '#db/connection.ts';
import type { ConnectionOf } from '#identity/accounts/accounts.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import type { PrivateApi } from '#paymega/private-api.ts';
import { exponentsOf } from './currencies.ts';

/**
 * What Paymega is asked with, and what it says is kept with: the store, the private API of one account; and which build
 * reads, where it is to pass for another one than this.
 */
export type CheckTools = { sql: Sql; privateApi: PrivateApi; exponentOf: ExponentOf; build?: string };

/** Those of an account. @throws Refusal where it has no keys, or asks nothing (ProviderConnections) */
export async function checkToolsOf(
  { sql, connectionOf }: { sql: Sql; connectionOf: ConnectionOf },
  accountId: number,
): Promise<CheckTools> {
  const { privateApi } = await connectionOf(accountId);
  return { sql, privateApi, exponentOf: await exponentsOf(sql) };
}
