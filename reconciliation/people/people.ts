import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Queryable } from '#db/connection.ts';
import type { Role } from './permissions.ts';

/** Somebody who may sign in. */
export type Person = { id: number; email: string; role: Role };

const SHORTEST_PASSWORD = 10;
// A hash of nobody's password: an unknown e-mail costs as long as a wrong password.
const NOBODY = hash(randomBytes(16).toString('hex'));

/**
 * Makes sure that there is somebody who can sign in: on a database without people, the first admin.
 * @returns the password where one was made up (told once, never again), else null
 */
export async function ensureFirstAdmin(
  sql: Queryable,
  email: string,
  password: string | undefined,
): Promise<string | null> {
  const [known] = await sql`select from people limit 1`;
  if (known) return null;
  const chosen = password ?? randomBytes(12).toString('base64url');
  await addPerson(sql, { email, role: 'admin', password: chosen });
  return password ? null : chosen;
}

/** Adds a person. The password is kept as argon2id hash alone. */
export async function addPerson(
  sql: Queryable,
  { email, role, password }: { email: string; role: Role; password: string },
): Promise<Person> {
  if (password.length < SHORTEST_PASSWORD)
    throw new Error(`a password has at least ${SHORTEST_PASSWORD} characters`);
  const [person] = await sql<Person[]>`
    insert into people (email, role, password_hash) values (${email}, ${role}, ${await hash(password)})
    returning id, email, role`;
  if (!person) throw new Error('the person was not added');
  return person;
}

/** The person of this e-mail and password, or null; as slow for an unknown e-mail as for a wrong password. */
export async function recognise(sql: Queryable, email: string, password: string): Promise<Person | null> {
  const [known] = await sql<(Person & { passwordHash: string })[]>`
    select id, email, role, password_hash as "passwordHash" from people
    where lower(email) = lower(${email}) and disabled_at is null`;
  const isRight = await verify(known?.passwordHash ?? (await NOBODY), password);
  return known && isRight ? { id: known.id, email: known.email, role: known.role } : null;
}
