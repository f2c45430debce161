import { hash, timingSafeEqual } from 'node:crypto';
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
  const key = Buffer.from(secret);
  return hash('sha1', Buffer.concat([key, rawBody, key]), 'base64');
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
  let found: string | undefined;
  // A signature fits one secret at the most, so none is asked about twice, nor any other once one was found.
  const fits = (secret: string) =>
    found === undefined ? isSignedWith(secret, rawBody, signature) : secret === found;
  for (const mode of ['live', 'test'] as const) {
    const place = secrets[mode].findIndex(fits);
    found ??= secrets[mode][place];
    if (place >= 0) fitting[mode] = place === 0 ? mode : `old_${mode}`;
  }
  return fitting;
}
