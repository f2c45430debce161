import type { Queryable, Sql } from '#db/connection.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { Refusal } from '../refusal.ts';
import { type Tell, tellFailure } from '../sessions/lockouts.ts';
import { networkOf } from '../sessions/network.ts';
import { newSecret, sha256 } from '../sessions/random-secret.ts';
import { triedBy } from '../sessions/sign-in-keys.ts';
import { assertMayTry, forgetFailures, forgetTries } from '../sessions/sign-in-limits.ts';
import { assertStrong, hashOf, isPassword } from './password.ts';
import { type Person, personById } from './people.ts';

const INVITATION_HOURS = 72;
const RESET_HOURS = 1;

type Holder = { id: number; email: string };

/** From where somebody asks, and who is told when they fail. */
export type Asking = { address: string; tell: Tell };

const UNHEARD: Asking = { address: '', tell: () => undefined };

/**
 * Makes a link by which somebody sets a password, once. It takes the place of those made before, unless it is mailed.
 * @param actor the admin who makes it, or the program that mails it
 * @returns the secret of the link: told once, kept as a hash alone
 */
export async function createPasswordLink(
  sql: Sql,
  actor: Actor,
  personId: number,
  kind: 'invitation' | 'reset' | 'mailed',
): Promise<string> {
  const secret = newSecret();
  const hours = kind === 'invitation' ? INVITATION_HOURS : RESET_HOURS;
  await sql.begin(async (transaction) => {
    await transaction`select from people where id = ${personId} for update`;
    const { email } = await personById(transaction, personId);
    // What anybody may ask for (a mail) must not undo what an admin gave.
    if (kind !== 'mailed')
      await transaction`delete from password_links where person_id = ${personId} and used_at is null`;
    await transaction`
      insert into password_links (secret_hash, person_id, expires_at)
      values (${sha256(secret)}, ${personId}, now() + make_interval(hours => ${hours}))`;
    await audit(transaction, actor, 'password_link.created', `person:${personId}`, { email, hours });
  });
  return secret;
}

/** Whose link this is, or null where it is unknown, used or over. */
export async function holderOfLink(sql: Queryable, secret: string): Promise<Holder | null> {
  const [holder] = await sql<Holder[]>`
    select people.id, people.email from password_links join people on people.id = password_links.person_id
    where secret_hash = ${sha256(secret)} and used_at is null and expires_at > now() and disabled_at is null`;
  return holder ?? null;
}

/**
 * Sets the password by a link, which is then used up. Every session of the person ends.
 * @throws Refusal `link_is_over` (410), `weak_password` (422; the link stays good)
 */
export async function setPasswordByLink(
  sql: Sql,
  secret: string,
  password: string,
  address: string,
): Promise<void> {
  const holder = await holderOfLink(sql, secret);
  if (!holder) throw linkIsOver();
  assertStrong(password, holder.email);
  const passwordHash = await hashOf(password);
  await sql.begin(async (transaction) => {
    const used = await transaction`
      update password_links set used_at = now()
      where secret_hash = ${sha256(secret)} and used_at is null and expires_at > now() returning person_id`;
    if (used.count === 0) throw linkIsOver();
    await replacePassword(transaction, holder.id, passwordHash, null);
    // Who has the link is the person: their own mistakes before it no longer stand in their way here.
    const { email } = await triedBy(transaction, holder.email, address);
    await forgetFailures(transaction, [`email:${email} address:${networkOf(address)}`]);
    const actor = { kind: 'person', personId: holder.id, name: holder.email, address } as const;
    await audit(transaction, actor, 'password.set', `person:${holder.id}`, { by: 'link' });
  });
}

/**
 * Makes sure that whoever holds the session knows the password, too: for what must not be done from a screen left open.
 * @param tell is told of a password that was wrong
 * @throws Refusal `wrong_password` (422), `too_many_attempts` (429)
 */
export async function assertOwnPassword(
  sql: Sql,
  person: Pick<Person, 'id'>,
  password: string,
  { address, tell }: Asking = UNHEARD,
): Promise<void> {
  const tries = await assertMayTry(sql, { [`password:${person.id}`]: 10 });
  const [kept] = await sql<{ passwordHash: string }[]>`
    select password_hash from people where id = ${person.id}`;
  if (!kept || !(await isPassword(kept.passwordHash, password))) {
    await tellFailure(sql, tries, { what: 'own password', personId: person.id, address }, tell);
    throw new Refusal('wrong_password', 'this is not your current password');
  }
  await forgetTries(sql, tries);
}

/**
 * Changes one's own password; every other session of the person ends.
 * @throws Refusal `wrong_password`, `weak_password` (422), `too_many_attempts` (429)
 */
export async function changePassword(
  sql: Sql,
  person: Pick<Person, 'id' | 'email'>,
  sessionId: number,
  actor: Actor,
  { current, next }: { current: string; next: string },
  asking: Asking = UNHEARD,
): Promise<void> {
  await assertOwnPassword(sql, person, current, asking);
  assertStrong(next, person.email);
  const passwordHash = await hashOf(next);
  await sql.begin(async (transaction) => {
    await replacePassword(transaction, person.id, passwordHash, sessionId);
    await audit(transaction, actor, 'password.set', `person:${person.id}`, { by: 'its owner' });
  });
}

async function replacePassword(
  sql: Queryable,
  personId: number,
  passwordHash: string,
  keptSessionId: number | null,
): Promise<void> {
  // The key of an enrolment that was begun and not ended may have been seen by whoever knew the old password.
  await sql`
    update people set password_hash = ${passwordHash},
      totp_secret = case when totp_confirmed_at is not null then totp_secret end
    where id = ${personId}`;
  await sql`delete from sessions where person_id = ${personId} and id is distinct from ${keptSessionId}::int`;
  await sql`delete from password_links where person_id = ${personId} and used_at is null`;
}

function linkIsOver(): Refusal {
  return new Refusal('link_is_over', 'this link was used, or it is too old: ask for another one', 410);
}
