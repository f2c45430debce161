import { PaymegaError } from '#paymega/errors.ts';
import { Refusal } from '../refusal.ts';
import type { ProviderConnection } from './accounts.ts';

const HOUR_SECONDS = 3600;
const PATIENCE_SECONDS = 5;

/**
 * Asks the private API for the smallest page there is: once, since a person waits for the answer.
 * @param seconds for how long at the most
 * @returns what it said, in words
 * @throws Refusal `no_connection` (422) with what is wrong
 */
export async function testConnection(
  { privateApi }: Pick<ProviderConnection, 'privateApi'>,
  seconds = PATIENCE_SECONDS,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const smallest = { from: now - HOUR_SECONDS, to: now, number: 1, size: 1 };
  try {
    const page = await privateApi.pageOnce(smallest, seconds);
    const some =
      page.resources.length > 0 ? 'invoices of the last hour are there' : 'no invoice in the last hour';
    return `Paymega answers: ${some}.`;
  } catch (error) {
    if (!(error instanceof PaymegaError)) throw error;
    const hint =
      error.fault === 'unauthorised'
        ? ': the Account ID or the API key is wrong'
        : `; it was asked once, for ${seconds} seconds at the most`;
    throw new Refusal('no_connection', `${error.message}${hint}`);
  }
}
