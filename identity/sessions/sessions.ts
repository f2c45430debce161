import type { Queryable, Sql } from '#db/connection.ts';
import type { sessions as sessionsTable } from '#db/schema/people.ts';
import type { Vault } from '../accounts/vault.ts';
import { type Actor, audit } from '../audit/audit.ts';
import { lacksFactor } from '../people/factor-needed.ts';
import { type Person, personColumns, recognise } from '../people/people.ts';
import { takeCode } from '../people/second-factor.ts';
import { settings } from '../people/security-settings.ts';
import { Refusal } from '../refusal.ts';
import { type Tell, tellFailure } from './lockouts.ts';
import { networkOf } from './network.ts';
import { newSecret, sha256 } from './random-secret.ts';
import { isKnownAt, triedBy } from './sign-in-keys.ts';
import { assertMayTry, forgetTries } from './sign-in-limits.ts';

const LASTS_HOURS = 12;
const IDLE_HOURS = 2;
const UNFINISHED_MINUTES = 10;
const USER_AGENT_LENGTH = 200;

type SessionsRow = typeof sessionsTable.$inferSelect;

/** What the holder has shown: a password (a code is asked for, or an enrolment), or all that is asked for. */
export type Stage = SessionsRow['stage'];

/** Where a request to sign in comes from. */
export type From = { address: string; userAgent: string | null };

/** A session as its owner sees it. */
export type SessionRow = Pick<SessionsRow, 'id' | 'address' | 'userAgent' | 'createdAt' | 'lastSeenAt'>;

/** A new session: its secret goes into the cookie, the database keeps the SHA-256. */
export type Opened = { secret: string; stage: Stage; personId: number };

/**
 * First step of signing in: e-mail and password. Where a second factor is enrolled the session opens nothing yet but
 * the page that asks for the code.
 * @param tell is told of a try that failed
 * @throws Refusal `wrong_credentials` (401), the same for an unknown e-mail; `too_many_attempts` (429)
 */
export async function signIn(
  sql: Sql,
  { email, password, ...from }: { email: string; password: string } & From,
  tell: Tell = () => undefined,
): Promise<Opened> {
  const tried = await triedBy(sql, email, from.address);
  const address = `address:${networkOf(from.address)}`;
  const tries = await assertMayTry(sql, {
    [address]: 30,
    [`email:${tried.email} ${address}`]: 10,
    // Alone it would let anybody lock anybody out: only against many addresses at once, and not where they belong.
    ...(!tried.isKnownHere && { [`email:${tried.email}`]: 100 }),
  });
  const recognised = await recognise(sql, email, password);
  if (!recognised) {
    const failure = { what: 'sign-in', personId: tried.personId, address: from.address } as const;
    await tellFailure(sql, tries, failure, tell);
    throw new Refusal('wrong_credentials', 'the e-mail or the password is wrong', 401);
  }
  const { passwordHash, ...person } = recognised;
  await forgetTries(sql, tries);
  const { adminsNeedSecondFactor } = await settings(sql);
  const mustEnrol = person.role === 'admin' && adminsNeedSecondFactor && !person.hasSecondFactor;
  const stage = person.hasSecondFactor ? 'code' : mustEnrol ? 'enrolment' : 'full';
  return sql.begin(async (transaction) => {
    // Held to the commit: a password that is set meanwhile ends this session, too, or it is never opened. A key that was
    // shown for an enrolment and not confirmed is not shown again.
    const still = await transaction`
      update people set totp_secret = case when totp_confirmed_at is not null then totp_secret end
      where id = ${person.id} and password_hash = ${passwordHash} and disabled_at is null returning id`;
    if (still.count === 0) throw new Refusal('wrong_credentials', 'the e-mail or the password is wrong', 401);
    return open(transaction, person, stage, from);
  });
}

/**
 * Second step: the code of the app, or a recovery code. The session of the first step ends, a new one begins.
 * @param tell is told of a code that was wrong
 * @throws Refusal `sign_in_again` (401), `wrong_code` (401), `too_many_attempts` (429)
 */
export async function passCode(
  sql: Sql,
  vault: Vault,
  { secret, code, ...from }: { secret: string; code: string } & From,
  tell: Tell = () => undefined,
): Promise<Opened> {
  const found = await sessionOf(sql, secret);
  if (found?.stage !== 'code') throw new Refusal('sign_in_again', 'sign in again, please', 401);
  const { person } = found;
  // Who has stolen the password must not shut its owner out where they always sign in.
  const isKnown = await isKnownAt(sql, person.id, from.address);
  const key = `code:${person.id}${isKnown ? ` address:${networkOf(from.address)}` : ''}`;
  const tries = await assertMayTry(sql, { [key]: 10 });
  const opened = await sql.begin(async (transaction) => {
    const taken = await takeCode(transaction, vault, person.id, code);
    if (!taken) return null;
    await forgetTries(transaction, tries);
    const ended = await transaction`delete from sessions where id = ${found.id} returning id`;
    // Another right code was faster: one first step opens one session.
    if (ended.count === 0) throw new Refusal('sign_in_again', 'sign in again, please', 401);
    return open(transaction, person, 'full', from, taken === 'recovery_code');
  });
  if (opened) return opened;
  const failure = { what: 'second factor', personId: person.id, address: from.address } as const;
  await tellFailure(sql, tries, failure, tell);
  throw new Refusal('wrong_code', 'this code is wrong, or was used before', 401);
}

/**
 * After the enrolment that was asked for, a session that opens everything. The one of before runs out by itself: it opens
 * nothing but the page of the enrolment, which still has to answer.
 */
export async function openAfterEnrolment(sql: Sql, person: Person, from: From): Promise<Opened> {
  return sql.begin((transaction) => open(transaction, person, 'full', from));
}

async function open(
  sql: Queryable,
  person: Pick<Person, 'id' | 'email'>,
  stage: Stage,
  { address, userAgent }: From,
  byRecoveryCode = false,
): Promise<Opened> {
  const secret = newSecret();
  const lasts = stage === 'full' ? LASTS_HOURS * 60 : UNFINISHED_MINUTES;
  await sql`
    insert into sessions (secret_hash, person_id, stage, address, user_agent, expires_at)
    values (${sha256(secret)}, ${person.id}, ${stage}, ${address || null},
      ${userAgent?.slice(0, USER_AGENT_LENGTH) ?? null}, now() + make_interval(mins => ${lasts}))`;
  if (stage === 'full') {
    const actor = { kind: 'person', personId: person.id, name: person.email, address } as const;
    const details = byRecoveryCode ? { with: 'a recovery code' } : {};
    await audit(sql, actor, 'session.started', `person:${person.id}`, details);
  }
  return { secret, stage, personId: person.id };
}

/**
 * The session of a cookie's secret, or null where it is over (12 hours, or 2 without a request), or where it is an admin's
 * who has no second factor though admins need one: whatever has made it so, since then it opens nothing.
 */
export async function sessionOf(
  sql: Queryable,
  secret: string,
): Promise<{ id: number; stage: Stage; person: Person } | null> {
  const [row] = await sql<(Person & { sessionId: number; stage: Stage })[]>`
    with session as (
      select id, person_id, stage, last_seen_at from sessions
      where secret_hash = ${sha256(secret)} and expires_at > now()
        and last_seen_at > now() - make_interval(hours => ${IDLE_HOURS})
    ), seen as (
      update sessions set last_seen_at = now() from session
      where sessions.id = session.id and session.last_seen_at < now() - interval '1 minute'
    )
    select ${personColumns(sql)}, session.id as session_id, session.stage
    from people join session on session.person_id = people.id
    where people.disabled_at is null and not (session.stage = 'full' and ${lacksFactor(sql)})`;
  if (!row) return null;
  const { sessionId, stage, ...person } = row;
  return { id: sessionId, stage, person };
}

/** The sessions of a person that are not over, the latest first. */
export async function sessionsOf(sql: Queryable, personId: number): Promise<SessionRow[]> {
  return sql<SessionRow[]>`
    select id, host(address) as address, user_agent, created_at,
      last_seen_at
    from sessions
    where person_id = ${personId} and stage = 'full' and expires_at > now()
      and last_seen_at > now() - make_interval(hours => ${IDLE_HOURS})
    order by last_seen_at desc, id desc`;
}

/**
 * Ends one session of a person, or all (but perhaps one). Audited.
 * @returns how many
 */
export async function endSessions(
  sql: Sql,
  actor: Actor,
  personId: number,
  which: { id?: number; except?: number },
): Promise<number> {
  return sql.begin(async (transaction) => {
    const ended = await transaction`
      delete from sessions where person_id = ${personId}
        and (${which.id ?? null}::int is null or id = ${which.id ?? null})
        and id is distinct from ${which.except ?? null}::int
      returning id`;
    const details = { sessions: ended.count };
    if (ended.count > 0) await audit(transaction, actor, 'session.ended', `person:${personId}`, details);
    return ended.count;
  });
}

/** Ends a session. */
export async function signOut(sql: Sql, secret: string): Promise<void> {
  await sql`delete from sessions where secret_hash = ${sha256(secret)}`;
}

/** Drops sessions that are over. */
export async function trimSessions(sql: Sql): Promise<void> {
  await sql`delete from sessions where expires_at < now()
    or last_seen_at < now() - make_interval(hours => ${IDLE_HOURS})`;
}
