import type { Sql } from '#db/connection.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import type { Delivery } from '#paymega/sandbox/server.ts';
import type { Secrets } from '#paymega/signature.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';

const AT_ONCE = 200;

/**
 * Hears callbacks of the past as if they arrived when they did: the same road as the endpoint takes, with the clock of
 * the delivery. For the example account and for tests; a real account has no such history.
 * @returns how many were believed, and how many refused
 */
export async function replayHistory(
  tools: { sql: Sql; exponentOf: ExponentOf },
  account: { id: number; secrets: Secrets },
  deliveries: Iterable<Delivery>,
): Promise<{ believed: number; refused: number }> {
  const batcher = createIngestionBatcher(tools.sql);
  const replayed = { believed: 0, refused: 0 };
  let underWay: Promise<void>[] = [];
  for (const delivery of deliveries) {
    underWay.push(hear(delivery));
    // In turns, so that a callback is never heard long before one that came earlier.
    if (underWay.length >= AT_ONCE) {
      await Promise.all(underWay);
      underWay = [];
    }
  }
  await Promise.all(underWay);
  return replayed;

  async function hear({ at, body, signature, retryCount }: Delivery): Promise<void> {
    const receivedAt = new Date(at * 1000);
    const rawBody = Buffer.from(body);
    const incoming = {
      accountId: account.id,
      secrets: account.secrets,
      rawBody,
      signature,
      retryCount,
      receivedAt,
    };
    const outcome = await receiveCallback(batcher, tools.exponentOf, incoming);
    if (outcome.kind === 'ingested') replayed.believed++;
    else {
      replayed.refused++;
      await keepRefusal(tools.sql, account.id, outcome.refusal, receivedAt);
    }
  }
}
