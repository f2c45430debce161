import { sign } from '#paymega/signature.ts';
import type { Incoming } from '#reconciliation/callbacks/receive-callback.ts';

export const SECRETS = { live: ['live-secret'], test: ['test-secret'] };
export const RECEIVED_AT = new Date('2026-11-01T12:00:00Z');

/** A callback as it comes in, signed with the live secret; override what the test is about. */
export function incoming(accountId: number, body: string | Buffer, over: Partial<Incoming> = {}): Incoming {
  const rawBody = Buffer.from(body);
  return {
    accountId,
    secrets: SECRETS,
    rawBody,
    signature: sign('live-secret', rawBody),
    retryCount: 1,
    receivedAt: RECEIVED_AT,
    ...over,
  };
}

/** A callback that was refused, as it is kept. */
export const REFUSAL = {
  reason: 'bad_signature',
  httpStatus: 401,
  message: 'wrong',
  rawBody: Buffer.from('{}'),
} as const;
