import { createHash, randomBytes } from 'node:crypto';
import type { Sql } from '#db/connection.ts';
import { audit } from '../audit.ts';
import { Refusal } from '../refusal.ts';
import { type Person, recognise } from './people.ts';

const LASTS_HOURS = 12;
const IDLE_HOURS = 2;
const FAILURES_ALLOWED = 10;
const FAILURES_WINDOW_MINUTES = 15;

/**
 * Signs a person in.
 * @returns the person and the secret for the cookie; the database keeps its SHA-256
 * @throws Refusal `wrong_credentials` (401), the same for an unknown e-mail; `too_many_attempts` (429)
 */
export async function signIn(
  sql: Sql,
  { email, password, address }: { email: string; password: string; address: string },
): Promise<{ person: Person; secret: string }> {
  const keys = [`address:${address}`, `email:${email.toLowerCase()}`];
  const [failures] = await sql<{ most: number }[]>`
    select coalesce(max(count), 0)::int as most from (
      select count(*) from sign_in_failures
      where key = any(${keys}::text[]) and failed_at > now() - make_interval(mins => ${FAILURES_WINDOW_MINUTES})
      group by key
    ) as failed`;
  if ((failures?.most ?? 0) >= FAILURES_ALLOWED) {
    throw new Refusal(
      'too_many_attempts',
      `too many failed sign-ins: wait ${FAILURES_WINDOW_MINUTES} minutes`,
      429,
    );
  }
  const person = await recognise(sql, email, password);
  if (!person) {
    await sql`insert into sign_in_failures (key) select unnest(${keys}::text[])`;
    throw new Refusal('wrong_credentials', 'the e-mail or the password is wrong', 401);
  }
  const secret = randomBytes(32).toString('base64url');
  await sql.begin(async (transaction) => {
    await transaction`
      insert into sessions (secret_hash, person_id, expires_at)
      values (${sha256(secret)}, ${person.id}, now() + make_interval(hours => ${LASTS_HOURS}))`;
    await transaction`delete from sign_in_failures where key = ${`email:${email.toLowerCase()}`}`;
    const actor = { kind: 'person', personId: person.id, name: person.email, address } as const;
    await audit(transaction, actor, 'session.started', `person:${person.id}`);
  });
  return { person, secret };
}

/** Who the cookie's secret belongs to, or null where the session is over (12 hours, or 2 without a request). */
export async function personOfSession(sql: Sql, secret: string): Promise<Person | null> {
  const [person] = await sql<Person[]>`
    with session as (
      update sessions set last_seen_at = now()
      where secret_hash = ${sha256(secret)} and expires_at > now()
        and last_seen_at > now() - make_interval(hours => ${IDLE_HOURS})
      returning person_id
    )
    select people.id, people.email, people.role from people join session on session.person_id = people.id
    where people.disabled_at is null`;
  return person ?? null;
}

/** Ends a session. */
export async function signOut(sql: Sql, secret: string): Promise<void> {
  await sql`delete from sessions where secret_hash = ${sha256(secret)}`;
}

/** Drops sessions that are over, and failed sign-ins that no longer count. */
export async function trimSessions(sql: Sql): Promise<void> {
  await sql`delete from sessions where expires_at < now()`;
  await sql`delete from sign_in_failures where failed_at < now() - make_interval(mins => ${FAILURES_WINDOW_MINUTES})`;
}

function sha256(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
