import type { Sql } from '#db/connection.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type Account, type Counterparty, ensureAccount } from '#reconciliation/accounts.ts';
import type { Config } from './config.ts';

/** The keys of one Paymega account and its addresses, as configuration or the sandbox gives them. */
export type Keys = {
  apiUrl: string;
  cardgateUrl: string;
  accountId: string;
  apiKey: string;
  liveSecret: string;
  testSecret: string;
};

/** The real Paymega of the configuration, or null where there is none: then the sandbox plays it. */
export function configuredKeys(config: Config): Keys | null {
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

/** The account that goes with the keys: the real one, or that of the example shop which the sandbox serves. */
export function accountOfKeys(
  sql: Sql,
  { TIME_ZONE: timeZone }: Config,
  { accountId: paymegaAccountId }: Keys,
  isSandbox: boolean,
): Promise<Account> {
  return ensureAccount(sql, { slug: slugOf(isSandbox), name: nameOf(isSandbox), paymegaAccountId, timeZone });
}

/** What the account of the configuration is called in addresses. */
export function slugOf(isSandbox: boolean): string {
  return isSandbox ? 'example' : 'main';
}

function nameOf(isSandbox: boolean): string {
  return isSandbox ? 'Example shop' : 'Paymega';
}

/** Keys → how to reach Paymega. A sandbox on this machine needs no rate limit. */
export function counterpartyOf(keys: Keys, isSandbox: boolean): Counterparty {
  return {
    secrets: { live: [keys.liveSecret], test: [keys.testSecret] },
    cardgateUrl: keys.cardgateUrl,
    privateApi: createPrivateApi({
      url: keys.apiUrl,
      accountId: keys.accountId,
      apiKey: keys.apiKey,
      ...(isSandbox && { perSecond: 5000, concurrency: 8 }),
    }),
  };
}
