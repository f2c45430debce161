import { createHash, timingSafeEqual } from 'node:crypto';
import type { Mode } from './mode.ts';

/** An account's secrets; during a rotation several may hold for one mode. */
export type Secrets = Record<Mode, readonly string[]>;

/** By which secret something is signed; an old one is one that was rotated and still holds. */
export type SignedWith = Mode | `old_${Mode}`;

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

/**
 * The secrets that sign these bytes so, by mode: of each mode one at the most.
 * @param secrets of each mode the current one first, then those whose overlap is not over
 */
export function fittingSecrets(
  secrets: Secrets,
  rawBody: Uint8Array,
  signature: string,
): Partial<Record<Mode, SignedWith>> {
  const fitting: Partial<Record<Mode, SignedWith>> = {};
  for (const mode of ['live', 'test'] as const) {
    const place = secrets[mode].findIndex((secret) => isSignedWith(secret, rawBody, signature));
    if (place >= 0) fitting[mode] = place === 0 ? mode : `old_${mode}`;
  }
  return fitting;
}
