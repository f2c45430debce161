import { createHmac } from 'node:crypto';
import got from 'got';
import { publicAgents } from '#paymega/public-agents.ts';

/** After how long what could not be handed over is tried again; then it has failed for good. */
export const BACK_OFF_MINUTES: readonly number[] = [1, 5, 30, 120, 720];
const PATIENCE_MS = 30_000;

/** Something could not be handed over; the message says why, for people. */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
}

type Call = {
  /** JSON. */
  body: string;
  /** Whether addresses of the own network may be called: with the example alone. */
  isPrivateAllowed: boolean;
  /** As Standard Webhooks says: what is signed is the id, the time and the body. The secret begins with `whsec_`. */
  signed: { id: string; secret: string } | null;
};

/** Posts JSON to an address that somebody has typed; follows nothing. @throws DeliveryError without an answer of 2xx */
export async function call(target: string, { body, isPrivateAllowed, signed }: Call): Promise<void> {
  const answer = await got
    .post(target, {
      body,
      headers: { 'content-type': 'application/json', ...(signed && signatureOf(signed, body)) },
      ...{ followRedirect: false, throwHttpErrors: false, retry: { limit: 0 } },
      timeout: { request: PATIENCE_MS },
      ...(isPrivateAllowed ? {} : { agent: publicAgents() }),
    })
    .catch((error: unknown) => {
      throw new DeliveryError(`the receiver did not answer: ${codeOf(error)}`);
    });
  if (answer.statusCode < 200 || answer.statusCode > 299)
    throw new DeliveryError(`the receiver answered ${answer.statusCode}`);
}

function signatureOf({ id, secret }: { id: string; secret: string }, body: string): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** The code of a failure: nothing of an address or a password. */
export function codeOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return (
    [code, responseCode].filter((one) => typeof one === 'string' || typeof one === 'number').join(' ') ||
    'no reason told'
  );
}
