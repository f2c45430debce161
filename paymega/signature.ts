import { createHash, timingSafeEqual } from 'node:crypto';
import type { Mode } from './mode.ts';

/** An account's secrets; during a rotation several may hold for one mode. */
export type Secrets = Record<Mode, readonly string[]>;

/**
 * Paymega's callback signature: `base64(sha1_raw(secret + rawBody + secret))`, over the bytes as received.
 * Source: the callback chapter of the merchant's document.
 */
export function sign(secret: string, rawBody: Uint8Array): string {
  return createHash('sha1').update(secret).update(rawBody).update(secret).digest('base64');
}

/** Whether `signature` is the one of this body under this secret; constant time for signatures of the right length. */
export function isSignedWith(secret: string, rawBody: Uint8Array, signature: string): boolean {
  const expected = Buffer.from(sign(secret, rawBody));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
