import { beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '#identity/people/people.ts';
import {
  endSessions,
  sessionOf,
  sessionsOf,
  signIn,
  signOut,
  trimSessions,
} from '#identity/sessions/sessions.ts';
import { trimTries } from '#identity/sessions/sign-in-limits.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, anAddress, PASSWORD, somebody } from '../people/somebody.ts';

const database = useDatabase();
const WRONG = 'not this one at all';
const USER_AGENT = 'Mozilla/5.0 (test)';
const REFUSED = { code: 'too_many_attempts', status: 429 };

let person: Person;
let address: string;

beforeEach(async () => {
  address = anAddress();
  person = await somebody(database.sql);
});

const signingIn = (over: { email?: string; password?: string; address?: string } = {}) =>
  signIn(database.sql, {
    ...{ email: person.email, password: PASSWORD, address, userAgent: USER_AGENT },
    ...over,
  });

const personOf = async (secret: string) => (await sessionOf(database.sql, secret))?.person ?? null;

async function fail(times: number, over: { email?: string; address?: string } = {}): Promise<void> {
  for (let time = 0; time < times; time++) {
    await expect(signingIn({ password: WRONG, ...over })).rejects.toMatchObject({
      code: 'wrong_credentials',
      status: 401,
    });
  }
}

const forget = () => database.sql`
  update sign_in_failures set failed_at = failed_at - interval '16 minutes' where key like ${`%${address}`}
    or key = ${`email:${person.email.toLowerCase()}`}`;

describe('signing in', () => {
  test('gives a secret that says who it is, and is on the audit', async () => {
    const { secret, stage } = await signingIn();
    expect(stage).toBe('full');
    expect(await sessionOf(database.sql, secret)).toEqual({ id: expect.any(Number), stage: 'full', person });
    expect(await database.sql`select act, address from audit where person_id = ${person.id}`).toEqual([
      { act: 'session.started', address },
    ]);
  });

  test('does not mind the case of the e-mail', async () => {
    const { secret } = await signingIn({ email: person.email.toUpperCase() });
    expect(await personOf(secret)).toEqual(person);
  });

  test('keeps neither the secret nor the password in the database', async () => {
    const { secret } = await signingIn();
    const kept = await database.sql`
      select encode(secret_hash, 'escape') as session, password_hash from sessions
      join people on people.id = person_id where people.id = ${person.id}`;
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(JSON.stringify(kept)).not.toContain(PASSWORD);
    expect(kept).toMatchObject([{ passwordHash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  test('gives another secret each time, and each is good', async () => {
    const [one, other] = [await signingIn(), await signingIn()];
    expect(one.secret).not.toBe(other.secret);
    expect(await personOf(one.secret)).toEqual(person);
    expect(await personOf(other.secret)).toEqual(person);
  });

  test('is refused in the same words for a wrong password and for an unknown e-mail', async () => {
    const wrong = await signingIn({ password: WRONG }).catch((error: Error) => error.message);
    const unknown = await signingIn({ email: 'nobody@shop.example' }).catch((error: Error) => error.message);
    expect(wrong).toBe(unknown);
  });

  test('is refused to whom the account was disabled', async () => {
    await database.sql`update people set disabled_at = now() where id = ${person.id}`;
    await fail(1);
    await expect(signingIn()).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  test('is refused for a password that holds what no password can, and is no fault of ours', async () => {
    await fail(1, { email: `${person.email}%` });
    await expect(signingIn({ password: '' })).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(signingIn({ password: 'x'.repeat(100_000) })).rejects.toMatchObject({
      code: 'wrong_credentials',
    });
  });
});

describe('failures of a quarter of an hour', () => {
  test('ten from one address shut out the e-mail there, the right password included', async () => {
    await fail(10);
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    await expect(signingIn({ email: person.email.toUpperCase() })).rejects.toMatchObject(REFUSED);
  });

  test('but nobody is shut out from elsewhere: at another address the owner signs in', async () => {
    await fail(10, { address: anAddress() });
    expect((await signingIn()).stage).toBe('full');
  });

  test('thirty from one address shut it out for every e-mail, and no other address', async () => {
    for (let time = 0; time < 30; time++) await fail(1, { email: `nobody${time}@shop.example` });
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    expect((await signingIn({ address: anAddress() })).stage).toBe('full');
  });

  test('a hundred from many addresses shut out the e-mail from every address', async () => {
    const from = Array.from({ length: 11 }, () => anAddress());
    await Promise.all(from.slice(0, 10).map((one) => fail(10, { address: one })));
    await expect(signingIn({ address: from[10] ?? '' })).rejects.toMatchObject(REFUSED);
  });

  test('ninety-nine do not', async () => {
    const from = Array.from({ length: 11 }, () => anAddress());
    await Promise.all(from.slice(0, 10).map((one, place) => fail(place === 0 ? 9 : 10, { address: one })));
    expect((await signingIn({ address: from[10] ?? '' })).stage).toBe('full');
  });

  test('are kept in the database, so that they hold for every process', async () => {
    await fail(3);
    const email = person.email.toLowerCase();
    const kept = await database.sql`
      select key, count(*)::int as count from sign_in_failures
      where key like ${`%${address}`} or key = ${`email:${email}`} group by key order by key`;
    expect(kept).toEqual([
      { key: `address:${address}`, count: 3 },
      { key: `email:${email}`, count: 3 },
      { key: `email:${email} address:${address}`, count: 3 },
    ]);
  });

  test('no longer count after it', async () => {
    await fail(10);
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    await forget();
    expect((await signingIn()).stage).toBe('full');
  });

  test('what is refused by the limit does not count: it ends although somebody keeps on trying', async () => {
    await fail(10);
    for (let time = 0; time < 5; time++) await expect(signingIn()).rejects.toMatchObject(REFUSED);
    await forget();
    expect((await signingIn()).stage).toBe('full');
  });

  test('one less does not shut out, and success clears those of the e-mail', async () => {
    await fail(9);
    await signingIn();
    await fail(9);
    expect((await signingIn()).stage).toBe('full');
  });

  test('and success does not clear what the address did to others', async () => {
    for (let time = 0; time < 29; time++) await fail(1, { email: `other${time}@shop.example` });
    await signingIn();
    await fail(1, { email: 'one-more@shop.example' });
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
  });
});

describe('a session ends', () => {
  test('when the person signs out, and no other with it', async () => {
    const [one, other] = [await signingIn(), await signingIn()];
    await signOut(database.sql, one.secret);
    expect(await personOf(one.secret)).toBeNull();
    expect(await personOf(other.secret)).toEqual(person);
  });

  test.each([
    ['twelve hours after it began', `expires_at = expires_at - interval '12 hours'`, false],
    ['two hours after the last request', `last_seen_at = now() - interval '2 hours 1 second'`, false],
    ['not before two hours without a request', `last_seen_at = now() - interval '1 hour 59 minutes'`, true],
    ['not before twelve hours', `expires_at = expires_at - interval '11 hours 59 minutes'`, true],
  ])('%s', async (_, change, isGood) => {
    const { secret } = await signingIn();
    await database.sql.unsafe(`update sessions set ${change} where person_id = ${person.id}`);
    expect(await personOf(secret)).toEqual(isGood ? person : null);
    expect(await sessionsOf(database.sql, person.id)).toHaveLength(isGood ? 1 : 0);
  });

  test('with the account of its person', async () => {
    const { secret } = await signingIn();
    await database.sql`update people set disabled_at = now() where id = ${person.id}`;
    expect(await personOf(secret)).toBeNull();
  });

  test('and a request before that keeps it', async () => {
    const { secret } = await signingIn();
    await database.sql`
      update sessions set last_seen_at = now() - interval '1 hour' where person_id = ${person.id}`;
    await sessionOf(database.sql, secret);
    const [session] = await database.sql<{ isFresh: boolean }[]>`
      select last_seen_at > now() - interval '1 minute' as "isFresh" from sessions where person_id = ${person.id}`;
    expect(session?.isFresh).toBe(true);
  });

  test('and what nobody was given opens nothing', async () => {
    expect(await sessionOf(database.sql, '')).toBeNull();
    expect(await sessionOf(database.sql, 'made-up')).toBeNull();
  });

  test('and is cleared away, as are the failures that no longer count', async () => {
    const { secret } = await signingIn();
    await signingIn();
    await fail(1);
    await database.sql`
      update sign_in_failures set failed_at = failed_at - interval '25 hours' where key = ${`address:${address}`}`;
    await database.sql`
      update sessions set expires_at = now() - interval '1 second'
      where secret_hash = sha256(convert_to(${secret}, 'UTF8'))`;
    await trimSessions(database.sql);
    await trimTries(database.sql);
    const [left] = await database.sql`
      select (select count(*)::int from sessions where person_id = ${person.id}) as sessions,
        (select count(*)::int from sign_in_failures where key = ${`address:${address}`}) as failures`;
    expect(left).toEqual({ sessions: 1, failures: 0 });
  });
});

describe('the sessions of a person', () => {
  const ended = (which: { id?: number; except?: number }) =>
    endSessions(database.sql, ACTOR, person.id, which);

  test('are shown with their browser and address, the latest first, and never with a secret', async () => {
    const elsewhere = anAddress();
    const first = await signingIn();
    const second = await signingIn({ address: elsewhere });
    const rows = await sessionsOf(database.sql, person.id);
    const common = { userAgent: USER_AGENT, createdAt: expect.any(Date), lastSeenAt: expect.any(Date) };
    expect(rows).toEqual([
      { id: (await sessionOf(database.sql, second.secret))?.id, address: elsewhere, ...common },
      { id: (await sessionOf(database.sql, first.secret))?.id, address, ...common },
    ]);
  });

  test('a browser that says nothing of itself, or far too much, signs in as any other', async () => {
    const from = { email: person.email, password: PASSWORD, address };
    await signIn(database.sql, { ...from, userAgent: null });
    await signIn(database.sql, { ...from, userAgent: 'x'.repeat(5000) });
    const rows = await sessionsOf(database.sql, person.id);
    expect(rows.map(({ userAgent }) => userAgent?.length ?? null)).toEqual([200, null]);
  });

  test('end one by one', async () => {
    const [one, other] = [await signingIn(), await signingIn()];
    const id = (await sessionOf(database.sql, one.secret))?.id ?? 0;
    expect(await ended({ id })).toBe(1);
    expect(await personOf(one.secret)).toBeNull();
    expect(await personOf(other.secret)).toEqual(person);
  });

  test('end all but the one that asks for it, on the audit', async () => {
    const [one, other, own] = [await signingIn(), await signingIn(), await signingIn()];
    const except = (await sessionOf(database.sql, own.secret))?.id ?? 0;
    expect(await ended({ except })).toBe(2);
    expect([await personOf(one.secret), await personOf(other.secret)]).toEqual([null, null]);
    expect(await personOf(own.secret)).toEqual(person);
    const lines = await database.sql`
      select actor, details from audit where act = 'session.ended' and subject = ${`person:${person.id}`}`;
    expect(lines).toEqual([{ actor: 'program:test', details: { sessions: 2 } }]);
  });

  test('of somebody else do not end by a guessed number, and nothing is on the audit', async () => {
    const other = await somebody(database.sql);
    const { secret } = await signingIn({ email: other.email });
    const id = (await sessionOf(database.sql, secret))?.id ?? 0;
    expect(await ended({ id })).toBe(0);
    expect(await personOf(secret)).toEqual(other);
    expect(
      await database.sql`select from audit where act = 'session.ended' and subject = ${`person:${person.id}`}`,
    ).toHaveLength(0);
  });
});
