import { beforeEach, describe, expect, test } from 'vitest';
import { addPerson, type Person } from '#reconciliation/people/people.ts';
import { personOfSession, signIn, signOut, trimSessions } from '#reconciliation/people/sessions.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const PASSWORD = 'a long one indeed';
const WRONG = 'not this one at all';

let made = 0;
let person: Person;
let address: string;

beforeEach(async () => {
  made++;
  address = `192.0.2.${made}`;
  person = await addPerson(database.sql, {
    email: `Ada${made}@shop.example`,
    role: 'finance',
    password: PASSWORD,
  });
});

const signingIn = (over: { email?: string; password?: string; address?: string } = {}) =>
  signIn(database.sql, { email: person.email, password: PASSWORD, address, ...over });

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
    const { secret, person: who } = await signingIn();
    expect(who).toEqual(person);
    expect(await personOfSession(database.sql, secret)).toEqual(person);
    expect(await database.sql`select act, address from audit where person_id = ${person.id}`).toEqual([
      { act: 'session.started', address },
    ]);
  });

  test('does not mind the case of the e-mail', async () => {
    expect((await signingIn({ email: person.email.toUpperCase() })).person).toEqual(person);
  });

  test('keeps neither the secret nor the password in the database', async () => {
    const { secret } = await signingIn();
    const kept = await database.sql`
      select encode(secret_hash, 'escape') as session, password_hash from sessions
      join people on people.id = person_id where people.id = ${person.id}`;
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(JSON.stringify(kept)).not.toContain(PASSWORD);
    expect(kept).toMatchObject([{ password_hash: expect.stringMatching(/^\$argon2id\$/) }]);
  });

  test('gives another secret each time, and each is good', async () => {
    const [one, other] = [await signingIn(), await signingIn()];
    expect(one.secret).not.toBe(other.secret);
    expect(await personOfSession(database.sql, one.secret)).toEqual(person);
    expect(await personOfSession(database.sql, other.secret)).toEqual(person);
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
});

describe('ten failures in a quarter of an hour', () => {
  const REFUSED = { code: 'too_many_attempts', status: 429 };

  test('shut out the e-mail from every address, the right password included', async () => {
    for (let time = 0; time < 10; time++) await fail(1, { address: `198.51.100.${time}` });
    await expect(signingIn({ address: '203.0.113.9' })).rejects.toMatchObject(REFUSED);
    await expect(
      signingIn({ email: person.email.toUpperCase(), address: '203.0.113.9' }),
    ).rejects.toMatchObject(REFUSED);
  });

  test('shut out the address for every e-mail', async () => {
    for (let time = 0; time < 10; time++) await fail(1, { email: `nobody${time}@shop.example` });
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    expect((await signingIn({ address: '203.0.113.10' })).person).toEqual(person);
  });

  test('are kept in the database, so that they hold for every process', async () => {
    await fail(3);
    const kept = await database.sql`
      select key, count(*)::int as count from sign_in_failures
      where key in (${`address:${address}`}, ${`email:${person.email.toLowerCase()}`}) group by key order by key`;
    expect(kept).toEqual([
      { key: `address:${address}`, count: 3 },
      { key: `email:${person.email.toLowerCase()}`, count: 3 },
    ]);
  });

  test('no longer count after it', async () => {
    await fail(10);
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    await forget();
    expect((await signingIn()).person).toEqual(person);
  });

  test('one less does not shut out, and success clears those of the e-mail', async () => {
    for (let time = 0; time < 9; time++) await fail(1, { address: `198.51.100.${100 + time}` });
    await signingIn();
    await fail(1, { address: '198.51.100.120' });
    expect((await signingIn({ address: '198.51.100.121' })).person).toEqual(person);
  });
});

describe('a session ends', () => {
  test('when the person signs out, and no other with it', async () => {
    const [one, other] = [await signingIn(), await signingIn()];
    await signOut(database.sql, one.secret);
    expect(await personOfSession(database.sql, one.secret)).toBeNull();
    expect(await personOfSession(database.sql, other.secret)).toEqual(person);
  });

  test.each([
    ['twelve hours after it began', `expires_at = expires_at - interval '12 hours'`, false],
    ['two hours after the last request', `last_seen_at = now() - interval '2 hours 1 second'`, false],
    ['not before two hours without a request', `last_seen_at = now() - interval '1 hour 59 minutes'`, true],
    ['not before twelve hours', `expires_at = expires_at - interval '11 hours 59 minutes'`, true],
  ])('%s', async (_, change, isGood) => {
    const { secret } = await signingIn();
    await database.sql.unsafe(`update sessions set ${change} where person_id = ${person.id}`);
    expect(await personOfSession(database.sql, secret)).toEqual(isGood ? person : null);
  });

  test('with the account of its person', async () => {
    const { secret } = await signingIn();
    await database.sql`update people set disabled_at = now() where id = ${person.id}`;
    expect(await personOfSession(database.sql, secret)).toBeNull();
  });

  test('and a request before that keeps it', async () => {
    const { secret } = await signingIn();
    await database.sql`
      update sessions set last_seen_at = now() - interval '1 hour' where person_id = ${person.id}`;
    await personOfSession(database.sql, secret);
    const [session] = await database.sql<{ isFresh: boolean }[]>`
      select last_seen_at > now() - interval '1 minute' as "isFresh" from sessions where person_id = ${person.id}`;
    expect(session?.isFresh).toBe(true);
  });

  test('and what nobody was given opens nothing', async () => {
    expect(await personOfSession(database.sql, '')).toBeNull();
    expect(await personOfSession(database.sql, 'made-up')).toBeNull();
  });

  test('and is cleared away with the failures that no longer count', async () => {
    const { secret } = await signingIn();
    await signingIn();
    await fail(1);
    await forget();
    await database.sql`
      update sessions set expires_at = now() - interval '1 second'
      where secret_hash = sha256(convert_to(${secret}, 'UTF8'))`;
    await trimSessions(database.sql);
    const [left] = await database.sql`
      select (select count(*)::int from sessions where person_id = ${person.id}) as sessions,
        (select count(*)::int from sign_in_failures where key = ${`address:${address}`}) as failures`;
    expect(left).toEqual({ sessions: 1, failures: 0 });
  });
});
