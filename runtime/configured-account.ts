import type { Sql } from '#db/connection.ts';
import { type Keys, keepEnvironmentKeys } from '#identity/accounts/account-keys.ts';
import { type Account, ensureAccount } from '#identity/accounts/accounts.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import type { Config } from './config.ts';

/** The account of the environment, or the one that the sandbox plays. */
export type OwnKeys = Keys & { accountId: string };

/** The real Paymega of the configuration, or null where there is none: then the sandbox plays it. */
export function configuredKeys(config: Config): OwnKeys | null {
  const {
    PAYMEGA_API_URL: apiUrl,
    PAYMEGA_CARDGATE_URL: cardgateUrl,
    PAYMEGA_ACCOUNT_ID: accountId,
  } = config;
  const {
    PAYMEGA_API_KEY: apiKey,
    PAYMEGA_LIVE_SECRET: liveSecret,
    PAYMEGA_TEST_SECRET: testSecret,
  } = config;
  if (!apiUrl || !cardgateUrl || !accountId || !apiKey || !liveSecret || !testSecret) return null;
  return { apiUrl, cardgateUrl, accountId, apiKey, liveSecret, testSecret };
}

/** The account that goes with the keys, with these kept: the real one, or that of the example shop of the sandbox. */
export async function accountOfKeys(
  sql: Sql,
  vault: Vault,
  { TIME_ZONE: timeZone }: Config,
  keys: OwnKeys,
  isSandbox: boolean,
): Promise<Account> {
  const names = { slug: slugOf(isSandbox), name: nameOf(isSandbox) };
  const account = await ensureAccount(sql, { ...names, paymegaAccountId: keys.accountId, timeZone });
  await keepEnvironmentKeys(sql, vault, account.id, keys);
  return account;
}

/** What the account of the configuration is called in addresses. */
export function slugOf(isSandbox: boolean): string {
  return isSandbox ? 'example' : 'main';
}

function nameOf(isSandbox: boolean): string {
  return isSandbox ? 'Example shop' : 'Paymega';
}
