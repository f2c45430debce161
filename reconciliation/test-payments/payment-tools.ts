import type { Sql } from '#db/connection.ts';
import type { ConnectionOf, ProviderConnection } from '#identity/accounts/accounts.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { exponentsOf } from '../books/currencies.ts';

/** What a test payment is made with: the store, and the provider of one account. */
export type PaymentTools = { sql: Sql; connection: ProviderConnection; exponentOf: ExponentOf };

/** Those of an account. @throws Refusal where it has no keys, or is disabled (ProviderConnections) */
export async function paymentToolsOf(
  { sql, connectionOf }: { sql: Sql; connectionOf: ConnectionOf },
  accountId: number,
): Promise<PaymentTools> {
  return { sql, connection: await connectionOf(accountId), exponentOf: await exponentsOf(sql) };
}
