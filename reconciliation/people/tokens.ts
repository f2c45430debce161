import { createHash, randomBytes } from 'node:crypto';
import { databaseErrorOf, type Queryable } from '#db/connection.ts';
import { type Actor, audit } from '../audit.ts';
import { Refusal } from '../refusal.ts';
import type { Role } from './permissions.ts';

/** A program that calls the API. */
export type Token = { id: number; name: string; role: Role };

const UNIQUE_VIOLATION = '23505';

/**
 * Makes a token for a program.
 * @returns its secret, which is told once and kept as a hash alone
 * @throws Refusal `name_taken` (409)
 */
export async function createToken(
  sql: Queryable,
  actor: Actor,
  { name, role }: { name: string; role: Role },
): Promise<string> {
  const secret = `cf_${randomBytes(32).toString('base64url')}`;
  try {
    await sql`insert into tokens (name, role, secret_hash) values (${name}, ${role}, ${sha256(secret)})`;
  } catch (error) {
    if (databaseErrorOf(error)?.code !== UNIQUE_VIOLATION) throw error;
    throw new Refusal('name_taken', `there is a token “${name}” already: choose another name`, 409);
  }
  await audit(sql, actor, 'token.created', `token:${name}`, { role });
  return secret;
}

/** Whose secret this is, or null where it is unknown, expired or revoked. */
export async function tokenOf(sql: Queryable, secret: string): Promise<Token | null> {
  const [token] = await sql<Token[]>`
    update tokens set last_used_at = now()
    where secret_hash = ${sha256(secret)} and revoked_at is null and (expires_at is null or expires_at > now())
    returning id, name, role`;
  return token ?? null;
}

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
