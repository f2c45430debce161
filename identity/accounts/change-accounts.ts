import { databaseErrorOf, type Sql } from '#db/connection.ts';
import { SQLSTATE } from '#db/sql.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { Refusal } from '../refusal.ts';
import { insertSecret, type Keys, replaceSecret, secretsIn } from './account-keys.ts';
import { accountRow, lockConsoleAccount } from './account-rows.ts';
import { type Account, accountById } from './accounts.ts';
import type { Vault } from './vault.ts';

/**
 * Adds an account that is kept in the console. Audited, without its secrets.
 * @throws Refusal `account_taken` (409)
 */
export async function addAccount(
  sql: Sql,
  vault: Vault,
  actor: Actor,
  account: { slug: string; name: string; paymegaAccountId: string; timeZone: string } & Keys,
): Promise<Account> {
  const { slug, name, paymegaAccountId, timeZone, apiUrl, cardgateUrl } = account;
  try {
    return await sql.begin(async (transaction) => {
      const [row] = await transaction<{ id: number }[]>`
        insert into accounts (slug, name, paymega_account_id, time_zone, api_url, cardgate_url, kept_by)
        values (${slug}, ${name}, ${paymegaAccountId}, ${timeZone}, ${apiUrl}, ${cardgateUrl}, 'console')
        returning id`;
      if (!row) throw new Error('the account was not added');
      for (const [kind, plain] of secretsIn(account)) {
        await insertSecret(transaction, vault, row.id, kind, plain);
      }
      const details = { name, paymega_account: paymegaAccountId, api: apiUrl };
      await audit(transaction, actor, 'account.added', `account:${slug}`, details);
      return accountById(transaction, row.id);
    });
  } catch (error) {
    if (databaseErrorOf(error)?.code !== SQLSTATE.uniqueViolation) throw error;
    throw new Refusal('account_taken', 'there is an account with this short name or Account ID already', 409);
  }
}

/**
 * Changes what an account is called and where its Paymega is. A private API elsewhere needs the API key anew:
 * the kept one must not be sent to an address that somebody typed later.
 * @throws Refusal `kept_by_environment` (409), `key_needed` (422)
 */
export async function changeAccount(
  sql: Sql,
  vault: Vault,
  actor: Actor,
  id: number,
  changed: { name: string; apiUrl: string; cardgateUrl: string; apiKey?: string | undefined },
): Promise<void> {
  await sql.begin(async (transaction) => {
    const before = await lockConsoleAccount(transaction, id);
    const { slug } = before;
    if (changed.apiKey) {
      const secret = { kind: 'api_key', plain: changed.apiKey, overlapHours: 0 } as const;
      await replaceSecret(transaction, vault, actor, { accountId: id, slug, ...secret });
    } else if (originOf(before.apiUrl) !== originOf(changed.apiUrl)) {
      throw new Refusal('key_needed', 'the private API is elsewhere now: type its API key, too');
    }
    await transaction`
      update accounts set name = ${changed.name}, api_url = ${changed.apiUrl},
        cardgate_url = ${changed.cardgateUrl}
      where id = ${id}`;
    const details = Object.fromEntries(
      (['name', 'apiUrl', 'cardgateUrl'] as const)
        .filter((key) => before[key] !== changed[key])
        .map((key) => [key, `${before[key]} → ${changed[key]}`]),
    );
    await audit(transaction, actor, 'account.changed', `account:${slug}`, details);
  });
}

export function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
}

/**
 * Disables an account or enables it again: a disabled one is not reconciled and asks nothing; callbacks are
 * still taken in, because what Paymega tells is never lost. Audited.
 */
export async function setDisabled(sql: Sql, actor: Actor, id: number, isDisabled: boolean): Promise<void> {
  await sql.begin(async (transaction) => {
    const { slug } = await accountRow(transaction, id);
    await transaction`
      update accounts set disabled_at = case when ${isDisabled} then coalesce(disabled_at, now()) end
      where id = ${id}`;
    await audit(transaction, actor, isDisabled ? 'account.disabled' : 'account.enabled', `account:${slug}`);
  });
}
