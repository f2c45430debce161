import { createPrivateApi } from '#paymega/private-api.ts';
import type { Counterparty } from '#reconciliation/accounts.ts';
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
