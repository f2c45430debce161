import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { exponentsOf } from '../books/currencies.ts';
import { replayQuarantine } from '../books/quarantine.ts';
import { compareInvoices } from './compare-invoices.ts';

/**
 * Reads once more what is in quarantine, and compares the invoices of what could be ingested. Audited.
 * @param only what is held under this name; all without it
 * @returns how many documents were released
 */
export async function replay(
  sql: Sql,
  actor: Actor,
  account: Pick<Account, 'id' | 'slug'>,
  only?: string,
): Promise<number> {
  const documents = await replayQuarantine(sql, account.id, await exponentsOf(sql), only);
  const released = documents.length;
  const invoices = [...new Set(documents)].map((id) => ({ id }));
  await compareInvoices(sql, account.id, invoices, new Date());
  await audit(sql, actor, 'quarantine.replayed', `account:${account.slug}`, {
    released,
    ...(only !== undefined && { only }),
  });
  return released;
}
