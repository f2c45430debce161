import { freePort, type Running, startProduct } from '../support/running.ts';

/** The settings of a product on a database that is there; its account is the one that Paymega calls so. */
function settingsOf(databaseUrl: string, paymegaAccountId: string): Record<string, string> {
  return {
    ...{ DATABASE_URL: databaseUrl, TIME_ZONE: 'Europe/Berlin', PAYMEGA_ACCOUNT_ID: paymegaAccountId },
    ...{
      PAYMEGA_API_URL: 'http://127.0.0.1:9',
      PAYMEGA_CARDGATE_URL: 'http://127.0.0.1:9',
      PAYMEGA_API_KEY: 'none',
    },
  };
}

/** A web process of the product, without the work that goes on by itself. */
export async function startWeb(databaseUrl: string, paymegaAccountId: string): Promise<Running> {
  const port = await freePort();
  const own = { PROCESS: 'web', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` };
  return startProduct({ ...settingsOf(databaseUrl, paymegaAccountId), ...own });
}

/** A worker process of the product. */
export async function startWorker(databaseUrl: string, paymegaAccountId: string): Promise<Running> {
  const own = { PROCESS: 'worker', LOG_LEVEL: 'info', PUBLIC_URL: 'http://127.0.0.1:9' };
  return startProduct({ ...settingsOf(databaseUrl, paymegaAccountId), ...own });
}
