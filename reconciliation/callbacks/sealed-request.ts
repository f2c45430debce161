import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Queryable } from '#db/connection.ts';
import type { Vault } from '#identity/accounts/vault.ts';
import type { CallbackRefusal } from './refused-callbacks.ts';

/**
 * What is needed to verify a callback another time: it may hold secrets, so it is only ever kept encrypted.
 */
export type SealedRequest = { rawBody: Buffer; signature: string; retryCount: number | null };

const CONTENT = z.object({ body: z.base64(), signature: z.string(), retryCount: z.number().nullable() });
// What another secret, another account or another address would have made of it is not known yet.
const MAY_VERIFY: ReadonlySet<CallbackRefusal['reason']> = new Set([
  'bad_signature',
  'wrong_mode',
  'unknown_account',
  'wrong_address',
]);

/** Whether what was refused for this reason may verify once a secret or an address was mended. */
export function mayVerifyLater({ reason, rawBody }: CallbackRefusal): boolean {
  return MAY_VERIFY.has(reason) && rawBody.length > 0;
}

/** Encrypts the bytes of a callback with its signature; bound to their hash, which stands beside them. */
export function sealRequest(vault: Vault, { rawBody, signature, retryCount }: SealedRequest): Buffer {
  const content = { body: rawBody.toString('base64'), signature, retryCount };
  return vault.seal(JSON.stringify(content), purposeOf(sha256(rawBody)));
}

/** The same again. @throws VaultError where the key that sealed it is gone */
export function openRequest(vault: Vault, sealed: Buffer, bodySha256: Buffer): SealedRequest {
  const content = CONTENT.parse(JSON.parse(vault.open(sealed, purposeOf(bodySha256))));
  const { body, ...rest } = content;
  return { ...rest, rawBody: Buffer.from(body, 'base64') };
}

/** Seals with the newest key what was sealed with an older one. @returns how many */
export async function resealRequests(sql: Queryable, vault: Vault): Promise<number> {
  const rows = await sql<{ id: bigint; sealed: Buffer; bodySha256: Buffer }[]>`
    select id, sealed, body_sha256 from refused_callbacks where sealed is not null for update`;
  const old = rows.filter(({ sealed }) => !vault.isCurrent(sealed));
  for (const { id, sealed, bodySha256 } of old) {
    const again = sealRequest(vault, openRequest(vault, sealed, bodySha256));
    await sql`update refused_callbacks set sealed = ${again} where id = ${id}`;
  }
  return old.length;
}

function purposeOf(bodySha256: Buffer): string {
  return `refused-callback:${bodySha256.toString('hex')}`;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
