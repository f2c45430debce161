import { sign } from '#paymega/signature.ts';
import { sampleCallback } from '../app/http/endpoints/sample-callback.ts';
import { SECRETS } from '../support/running.ts';
import { consoleUrl, expect } from './console.ts';

/** Sends a callback as Paymega does, signed with the live secret; the verdict on it. */
export async function sendCallback(
  id: string,
  attributes: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const body = sampleCallback(id, attributes);
  const answer = await fetch(`${consoleUrl()}/callbacks/example`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-signature': sign(SECRETS.live, Buffer.from(body)) },
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { verdict: unknown }).verdict;
}
