import { createHash, randomBytes } from 'node:crypto';

const BYTES = 32;

/** A secret that its holder is told once: 256 random bits, as text that fits an address. */
export function newSecret(): string {
  return randomBytes(BYTES).toString('base64url');
}

/** A secret as the database keeps it. It is random enough that one round is enough, too. */
export function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
