import { beforeEach, describe, expect, test } from 'vitest';
import { assertOwnPassword, createPasswordLink, setPasswordByLink } from '#identity/people/password-links.ts';
import type { Person } from '#identity/people/people.ts';
import { type Failure, lockouts } from '#identity/sessions/lockouts.ts';
import { passCode, signIn } from '#identity/sessions/sessions.ts';
import { triedBy } from '#identity/sessions/sign-in-keys.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, anAddress, codeOf, enrol, PASSWORD, somebody, VAULT } from '../people/somebody.ts';

const database = useDatabase();
const WRONG = 'not this one at all';
const REFUSED = { code: 'too_many_attempts', status: 429 };
const WRONG_CREDENTIALS = { code: 'wrong_credentials', status: 401 };

let person: Person;
let home: string;
let told: Failure[] = [];
beforeEach(async () => {
  [person, home, told] = [await somebody(database.sql, 'admin'), anAddress(), []];
});

const signingIn = (over: { email?: string; password?: string; address?: string } = {}) =>
  signIn(
    database.sql,
    { email: person.email, password: PASSWORD, address: home, userAgent: null, ...over },
    (failure) => told.push(failure),
  );

async function fail(times: number, over: { email?: string; address?: string } = {}): Promise<void> {
  for (let time = 0; time < times; time++)
    await expect(signingIn({ password: WRONG, ...over })).rejects.toMatchObject(WRONG_CREDENTIALS);
}

/** Ten failures each from so many addresses, far away. */
async function failFromAfar(addresses = 10): Promise<void> {
  await Promise.all(Array.from({ length: addresses }, () => fail(10, { address: anAddress() })));
}

describe('a stranger who fails a hundred times from many addresses', () => {
  test('shuts the person out where they never were, and not where they signed in of late', async () => {
    await signingIn();
    await failFromAfar();
    await expect(signingIn({ address: anAddress() })).rejects.toMatchObject(REFUSED);
    expect((await signingIn()).stage).toBe('full');
  });

  test('gets no new hundred by the person signing in at home', async () => {
    await signingIn();
    await failFromAfar();
    await signingIn();
    await expect(signingIn({ address: anAddress() })).rejects.toMatchObject(REFUSED);
  });

  test('shuts them out nowhere in their own network of IPv6', async () => {
    await signingIn({ address: '2001:db8:7:7::1' });
    await failFromAfar();
    expect((await signingIn({ address: '2001:db8:7:7:ffff::2' })).stage).toBe('full');
    await expect(signingIn({ address: '2001:db8:7:8::1' })).rejects.toMatchObject(REFUSED);
  });

  test('does so where that was more than 30 days ago, or another person', async () => {
    await signIn(database.sql, {
      ...{ email: (await somebody(database.sql)).email, password: PASSWORD, address: home, userAgent: null },
    });
    await failFromAfar();
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    await database.sql`
      insert into audit (actor, person_id, act, subject, address, at)
      values ('person:x', ${person.id}, 'session.started', ${`person:${person.id}`}, ${home}, now() - interval '31 days')`;
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
  });

  test('does not where they have set a password by a link, which also forgives their own mistakes there', async () => {
    await fail(10);
    await failFromAfar(9);
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
    const secret = await createPasswordLink(database.sql, ACTOR, person.id, 'reset');
    await setPasswordByLink(database.sql, secret, 'gravel pelican nine oboe', home);
    expect((await signingIn({ password: 'gravel pelican nine oboe' })).stage).toBe('full');
  });

  test('and at home ten failures are all, as anywhere', async () => {
    await signingIn();
    await fail(10);
    await expect(signingIn()).rejects.toMatchObject(REFUSED);
  });
});

describe('who has stolen a password and guesses codes', () => {
  const codeFrom = (secret: string, code: string, address: string) =>
    passCode(database.sql, VAULT, { secret, code, address, userAgent: null }, (failure) =>
      told.push(failure),
    );

  test('shuts the owner out where they never were, and not where they signed in of late', async () => {
    await signingIn();
    const { recoveryCodes } = await enrol(database.sql, person);
    const afar = anAddress();
    const stolen = await signingIn({ address: afar });
    for (let time = 0; time < 10; time++) {
      await expect(codeFrom(stolen.secret, 'no code', afar)).rejects.toMatchObject({ code: 'wrong_code' });
    }
    const elsewhere = anAddress();
    const away = await signingIn({ address: elsewhere });
    await expect(codeFrom(away.secret, recoveryCodes[0] ?? '', elsewhere)).rejects.toMatchObject(REFUSED);
    const own = await signingIn();
    expect((await codeFrom(own.secret, recoveryCodes[0] ?? '', home)).stage).toBe('full');
    expect(told).toHaveLength(10);
    expect(told.at(-1)).toEqual({
      ...{ what: 'second factor', personId: person.id, address: afar },
      locks: [{ of: expect.any(String), minutes: 15 }],
    });
  });

  test('gets ten at the owner’s own address, too', async () => {
    await signingIn();
    const { seed } = await enrol(database.sql, person);
    const { secret } = await signingIn();
    for (let time = 0; time < 10; time++) {
      await expect(codeFrom(secret, 'no code', home)).rejects.toMatchObject({ code: 'wrong_code' });
    }
    const later = codeOf(seed, 1);
    await expect(codeFrom(secret, later, home)).rejects.toMatchObject(REFUSED);
  });
});

describe('one person, however the e-mail is typed,', () => {
  // What PostgreSQL makes small letters of and JavaScript does not, or otherwise.
  const spellings = (email: string) => [
    email,
    email.toUpperCase(),
    email.replaceAll('i', 'İ'),
    email.replaceAll('k', '\u212a'),
    email.toUpperCase().replaceAll('I', 'İ'),
  ];

  test('is counted under one key: no spelling opens more tries', async () => {
    const kiki = { ...person, email: `kiki${person.id}@shop.example` };
    await database.sql`update people set email = ${kiki.email} where id = ${person.id}`;
    const keys = new Set<string>();
    for (const email of spellings(kiki.email)) {
      const tried = await triedBy(database.sql, email, home);
      expect([email, tried.personId]).toEqual([email, person.id]);
      keys.add(tried.email);
    }
    expect([...keys]).toEqual([kiki.email]);
    for (const email of spellings(kiki.email)) await fail(2, { email });
    await expect(signingIn({ email: kiki.email })).rejects.toMatchObject(REFUSED);
  });

  test('is one key also where nobody has it', async () => {
    const keys = await Promise.all(
      spellings('kim@nowhere.example').map(async (email) => (await triedBy(database.sql, email, home)).email),
    );
    expect(new Set(keys)).toEqual(new Set(['kim@nowhere.example']));
  });
});

describe('addresses of one network', () => {
  test('count together: a /64 of IPv6, and IPv4 within IPv6', async () => {
    for (let host = 1; host <= 10; host++) await fail(1, { address: `2001:db8:a:${host % 2}::${host}` });
    expect((await signingIn({ address: '2001:db8:a:0::99' })).stage).toBe('full');
    await fail(10, { address: '2001:db8:b::1' });
    await expect(signingIn({ address: '2001:db8:b::2' })).rejects.toMatchObject(REFUSED);
    await fail(5, { address: '198.51.100.7' });
    await fail(5, { address: '::ffff:198.51.100.7' });
    await expect(signingIn({ address: '::FFFF:c633:6407' })).rejects.toMatchObject(REFUSED);
  });
});

describe('what failed', () => {
  test('is told, with who it was for and from where, and nothing that was typed', async () => {
    await fail(1);
    await fail(1, { email: 'nobody@nowhere.example' });
    expect(told).toEqual([
      { what: 'sign-in', personId: person.id, address: home, locks: [] },
      { what: 'sign-in', personId: null, address: home, locks: [] },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/nowhere|not this one/);
  });

  test('once too often is a lockout: told, and on the audit once', async () => {
    await fail(9);
    expect(told.flatMap(({ locks }) => locks)).toEqual([]);
    await fail(1);
    for (let time = 0; time < 5; time++) await expect(signingIn()).rejects.toMatchObject(REFUSED);
    const of = 'this person at this address';
    expect(told.at(-1)?.locks).toEqual([{ of, minutes: 15 }]);
    const lines = await database.sql`
      select actor, details from audit where act = 'sign_in.locked' and subject = ${`person:${person.id}`}`;
    expect(lines).toEqual([
      { actor: 'program:sign-in', details: { of, from: home, failures: 10, minutes: 15 } },
    ]);
    expect((await lockouts(database.sql, 1))[0]).toMatchObject({
      ...{ email: person.email, of, from: home, minutes: 15 },
    });
  });

  test('fifty times at once is one lockout', async () => {
    await Promise.allSettled(Array.from({ length: 50 }, () => signingIn({ password: WRONG })));
    const lines = await database.sql`
      select from audit where act = 'sign_in.locked' and subject = ${`person:${person.id}`}`;
    expect(lines).toHaveLength(1);
  });

  test('thirty times for nobody known shuts the address, and the audit names no e-mail', async () => {
    for (let time = 0; time < 30; time++) await fail(1, { email: `secret-${time}@nowhere.example` });
    const lines = await database.sql`
      select details from audit where act = 'sign_in.locked' and subject = ${`address:${home}`}`;
    expect(lines).toEqual([
      { details: { of: 'everybody at this address', from: home, failures: 30, minutes: 15 } },
    ]);
    expect((await lockouts(database.sql, 1))[0]).toMatchObject({ email: null, from: home });
  });

  test('of one’s own password within a session is told, too', async () => {
    const asking = { address: home, tell: (failure: Failure) => told.push(failure) };
    for (let time = 0; time < 10; time++) {
      await expect(assertOwnPassword(database.sql, person, WRONG, asking)).rejects.toMatchObject({
        code: 'wrong_password',
      });
    }
    expect(told).toHaveLength(10);
    expect(told.at(-1)).toMatchObject({
      what: 'own password',
      personId: person.id,
      locks: [{ minutes: 15 }],
    });
  });
});
