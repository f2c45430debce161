import { randomBytes } from 'node:crypto';
import { databaseErrorOf, type Queryable, type Sql } from '#db/connection.ts';
import type { people as peopleTable } from '#db/schema/people.ts';
import { SQLSTATE } from '#db/sql.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { may, type Permission, ROLES, type Role } from '../permissions/permissions.ts';
import { Refusal } from '../refusal.ts';
import { endSessionsWithoutFactor } from './factor-needed.ts';
import { hashOf, isPassword } from './password.ts';

type PeopleRow = typeof peopleTable.$inferSelect;

/** Somebody who may sign in: `label` is their name, or their e-mail; `accounts` are those that they see, null is all. */
export type Person = Pick<PeopleRow, 'id' | 'email' | 'label' | 'role'> & {
  accounts: readonly number[] | null;
};

/** A person as an admin sees them. */
export type PersonRow = Person & {
  name: PeopleRow['name'];
  hasSecondFactor: boolean;
  disabledAt: PeopleRow['disabledAt'];
  lastSeenAt: Date | null;
  sessions: number;
};

/** What an admin says of a person; `accounts` null is all of them; without `name` they are called as before. */
export type PersonChange = {
  name?: string | null | undefined;
  role: Role;
  accounts: readonly number[] | null;
  isDisabled: boolean;
};

/** Somebody to be added. */
export type NewPerson = {
  email: string;
  name?: string | null | undefined;
  role: Role;
  password?: string;
};

const UNKNOWN = () => new Refusal('unknown_person', 'there is no such person', 404);
// A hash of nobody's password: an unknown e-mail costs as long as a wrong password.
const NOBODY = hashOf(randomBytes(16).toString('hex'));

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

/**
 * Adds a person. Without a password nobody can sign in as them until a password link was used.
 * @throws Refusal `email_taken`, `name_taken` (409)
 */
export async function addPerson(
  sql: Queryable,
  { email, name = null, role, password }: NewPerson,
): Promise<Person> {
  const passwordHash = await hashOf(password ?? randomBytes(32).toString('hex'));
  try {
    const [person] = await sql<{ id: number; label: string }[]>`
      insert into people (email, name, role, password_hash)
      values (${email}, ${name}, ${role}, ${passwordHash})
      returning id, label`;
    if (!person) throw new Error('the person was not added');
    return { id: person.id, email, label: person.label, role, accounts: null };
  } catch (error) {
    throw takenOf(error, { email, name });
  }
}

/** Whose e-mail or name it is already, where that is why a statement failed; any other error is itself. */
function takenOf(error: unknown, { email, name }: { email: string; name: string | null }): unknown {
  const known = databaseErrorOf(error);
  if (known?.code !== SQLSTATE.uniqueViolation) return error;
  return known.constraint_name === 'people_name'
    ? new Refusal('name_taken', `there is somebody with the name ${name} already`, 409)
    : new Refusal('email_taken', `there is somebody with the e-mail ${email} already`, 409);
}

/** The person of this e-mail and password, or null; as slow for an unknown e-mail as for a wrong password. */
export async function recognise(
  sql: Queryable,
  email: string,
  password: string,
): Promise<(Person & { hasSecondFactor: boolean; passwordHash: string }) | null> {
  const [known] = await sql<(Person & { hasSecondFactor: boolean; passwordHash: string })[]>`
    select ${personColumns(sql)}, password_hash, totp_confirmed_at is not null as has_second_factor
    from people where lower(email) = lower(${email}) and disabled_at is null`;
  const isRight = await isPassword(known?.passwordHash ?? (await NOBODY), password);
  return known && isRight ? known : null;
}

/** The columns of a Person, from `people`. */
export function personColumns(sql: Queryable) {
  return sql`people.id, people.email, people.label, people.role,
    case when not people.sees_all_accounts then array(
      select account_id from person_accounts where person_id = people.id order by account_id) end
        as accounts`;
}

/** Everybody, by name, or by e-mail who has none. */
export async function people(sql: Queryable): Promise<PersonRow[]> {
  return sql<PersonRow[]>`select ${rowColumns(sql)} from people order by lower(label)`;
}

/** Who may do something in an account, by name; not those who are disabled. */
export async function peopleWho(
  sql: Queryable,
  permission: Permission,
  accountId: number,
): Promise<{ id: number; label: string }[]> {
  const able = ROLES.filter((role) => may(role, permission));
  return sql<{ id: number; label: string }[]>`
    select id, label from people
    where role = any(${able}::text[]) and disabled_at is null and (
      sees_all_accounts or exists (
        select from person_accounts where person_id = people.id and account_id = ${accountId}))
    order by lower(label)`;
}

/** One person. @throws Refusal `unknown_person` (404) */
export async function personById(sql: Queryable, id: number): Promise<PersonRow> {
  const [person] = await sql<PersonRow[]>`select ${rowColumns(sql)} from people where id = ${id}`;
  if (!person) throw UNKNOWN();
  return person;
}

/** The person of this e-mail. @throws Refusal `unknown_person` (404) */
export async function personByEmail(sql: Queryable, email: string): Promise<PersonRow> {
  const [person] = await sql<PersonRow[]>`
    select ${rowColumns(sql)} from people where lower(email) = lower(${email})`;
  if (!person) throw UNKNOWN();
  return person;
}

/**
 * Changes what somebody may do and see; takes hold with their next request. Whoever is disabled is signed out, and whoever
 * becomes an admin without the second factor that admins need. Audited.
 * @throws Refusal `unknown_person` (404), `last_admin` (409) where nobody would be left to undo it, `name_taken` (409),
 *   `admin_sees_all` (422)
 */
export async function changePerson(sql: Sql, actor: Actor, id: number, change: PersonChange): Promise<void> {
  if (change.role === 'admin' && change.accounts !== null) {
    throw new Refusal('admin_sees_all', 'an admin sees all accounts: give another role, or all of them');
  }
  await sql.begin(async (transaction) => {
    // Held together: two admins that take the role from each other at once must not both succeed.
    await transaction`select from people where role = 'admin' or id = ${id} order by id for update`;
    const before = await personById(transaction, id);
    if (change.role !== 'admin' || change.isDisabled) await assertAnotherAdmin(transaction, id);
    if (change.name !== undefined) await changeName(transaction, id, change.name);
    await transaction`
      update people set role = ${change.role}, sees_all_accounts = ${change.accounts === null},
        disabled_at = case when ${change.isDisabled} then coalesce(disabled_at, now()) end
      where id = ${id}`;
    await transaction`delete from person_accounts where person_id = ${id}`;
    if (change.accounts) await assertAccounts(transaction, change.accounts);
    await transaction`
      insert into person_accounts select ${id}, account from unnest(${[...(change.accounts ?? [])]}::int[])
        as account`;
    if (change.isDisabled) await transaction`delete from sessions where person_id = ${id}`;
    await endSessionsWithoutFactor(transaction);
    await audit(transaction, actor, 'person.changed', `person:${id}`, {
      email: before.email,
      before: asText({ ...before, isDisabled: before.disabledAt !== null }),
      after: asText({ name: before.name, ...change }),
    });
  });
}

/**
 * What somebody is called; null is by their e-mail.
 * @throws Refusal `name_taken` (409)
 */
export async function changeName(sql: Queryable, id: number, name: string | null): Promise<void> {
  try {
    await sql`update people set name = ${name} where id = ${id} and name is distinct from ${name}`;
  } catch (error) {
    throw takenOf(error, { email: '', name });
  }
}

async function assertAccounts(sql: Queryable, ids: readonly number[]): Promise<void> {
  const known = await sql`select id from accounts where id = any(${[...ids]}::int[])`;
  if (known.count < new Set(ids).size)
    throw new Refusal('unknown_account', 'one of these accounts does not exist', 404);
}

function asText({ name, role, accounts, isDisabled }: PersonChange): string {
  const canAccess = accounts === null ? 'all accounts' : `accounts ${accounts.join(' ') || 'none'}`;
  return `${name ? `${name}, ` : ''}${role}, ${canAccess}${isDisabled ? ', disabled' : ''}`;
}

async function assertAnotherAdmin(sql: Queryable, id: number): Promise<void> {
  const [other] = await sql`
    select from people where role = 'admin' and disabled_at is null and id <> ${id} limit 1`;
  const [self] = await sql`select from people where id = ${id} and role = 'admin' and disabled_at is null`;
  if (self && !other) {
    throw new Refusal('last_admin', 'this is the last admin: make somebody else one first', 409);
  }
}

function rowColumns(sql: Queryable) {
  return sql`${personColumns(sql)}, name, totp_confirmed_at is not null as has_second_factor, disabled_at,
    (select max(last_seen_at) from sessions where person_id = people.id) as last_seen_at,
    (select count(*)::int from sessions where person_id = people.id and stage = 'full' and expires_at > now())
      as sessions`;
}
