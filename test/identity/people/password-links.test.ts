import { beforeEach, describe, expect, test, vi } from 'vitest';
import { invite } from '#identity/people/invite.ts';
import {
  changePassword,
  createPasswordLink,
  holderOfLink,
  setPasswordByLink,
} from '#identity/people/password-links.ts';
import { type Person, personById, recognise } from '#identity/people/people.ts';
import { sessionOf, signIn } from '#identity/sessions/sessions.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, anAddress, PASSWORD, somebody } from './somebody.ts';

const database = useDatabase();
const NEW = 'anvil teapot orbit fig';
const OTHER = 'purple lamp seven kettle';
const OVER = { code: 'link_is_over', status: 410 };
const WEAK = { code: 'weak_password', status: 422 };
const ADDRESS = '192.0.2.200';

let person: Person;
beforeEach(async () => {
  person = await somebody(database.sql);
});

const aLink = (kind: 'invitation' | 'reset' = 'reset') =>
  createPasswordLink(database.sql, ACTOR, person.id, kind);
const set = (secret: string, password = NEW) => setPasswordByLink(database.sql, secret, password, ADDRESS);
const opens = async (password: string) =>
  (await recognise(database.sql, person.email, password))?.id === person.id;
const aSession = async () => {
  const from = { address: anAddress(), userAgent: null };
  const { secret } = await signIn(database.sql, { email: person.email, password: PASSWORD, ...from });
  return { secret, id: (await sessionOf(database.sql, secret))?.id ?? 0 };
};
const lines = () => database.sql`
  select actor, act, details, host(address) as address from audit
  where subject = ${`person:${person.id}`} and act like 'password%' order by id`;
const age = (change: string) =>
  database.sql.unsafe(`update password_links set expires_at = ${change} where person_id = ${person.id}`);

async function waitingForALock(): Promise<number> {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  return row?.count ?? 0;
}

describe('a password link', () => {
  test('says whose it is, and sets the password', async () => {
    const secret = await aLink();
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(await holderOfLink(database.sql, secret)).toEqual({ id: person.id, email: person.email });
    await set(secret);
    expect([await opens(NEW), await opens(PASSWORD)]).toEqual([true, false]);
  });

  test('works once', async () => {
    const secret = await aLink();
    await set(secret);
    expect(await holderOfLink(database.sql, secret)).toBeNull();
    await expect(set(secret, OTHER)).rejects.toMatchObject(OVER);
    expect([await opens(NEW), await opens(OTHER)]).toEqual([true, false]);
  });

  test('works once for four at the same time, and only one password holds', async () => {
    const secret = await aLink();
    const passwords = [NEW, OTHER, 'walnut harbour sixteen moth', 'glacier button envoy plum'];
    // Held until all of them have found the link good and are about to use it.
    const setting = await database.sql.begin(async (transaction) => {
      await transaction`select from password_links where person_id = ${person.id} for update`;
      const begun = passwords.map((password) => set(secret, password));
      await vi.waitFor(async () => expect(await waitingForALock()).toBe(passwords.length), 30_000);
      return [Promise.allSettled(begun)] as const;
    });
    const ended = await setting[0];
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of ended) if (one.status === 'rejected') expect(one.reason).toMatchObject(OVER);
    const winner = ended.findIndex(({ status }) => status === 'fulfilled');
    expect(await Promise.all(passwords.map(opens))).toEqual(passwords.map((_, place) => place === winner));
  });

  test.each([
    ['reset', 1],
    ['invitation', 72],
  ] as const)('of a %s lasts %i hours, and no longer', async (kind, hours) => {
    const secret = await aLink(kind);
    await age(`expires_at - interval '${hours} hours' + interval '1 minute'`);
    expect(await holderOfLink(database.sql, secret)).not.toBeNull();
    await age(`expires_at - interval '1 minute'`);
    expect(await holderOfLink(database.sql, secret)).toBeNull();
    await expect(set(secret)).rejects.toMatchObject(OVER);
    expect(await opens(PASSWORD)).toBe(true);
  });

  test('is worth nothing when there is a newer one', async () => {
    const [old, young] = [await aLink('invitation'), await aLink()];
    expect(await holderOfLink(database.sql, old)).toBeNull();
    await expect(set(old)).rejects.toMatchObject(OVER);
    await set(young);
    expect(await opens(NEW)).toBe(true);
  });

  test('of two made at the same time one alone is good', async () => {
    const links = await Promise.all([aLink(), aLink(), aLink(), aLink()]);
    const holders = await Promise.all(links.map((link) => holderOfLink(database.sql, link)));
    expect(holders.filter((holder) => holder !== null)).toHaveLength(1);
  });

  test('does nothing to the links of others', async () => {
    const other = await somebody(database.sql);
    const theirs = await createPasswordLink(database.sql, ACTOR, other.id, 'reset');
    await set(await aLink());
    expect(await holderOfLink(database.sql, theirs)).toEqual({ id: other.id, email: other.email });
  });

  test.each(['', 'made-up', '%', '\\x00'])('that nobody was given (“%s”) opens nothing', async (secret) => {
    await aLink();
    expect(await holderOfLink(database.sql, secret)).toBeNull();
    await expect(set(secret)).rejects.toMatchObject(OVER);
  });

  test('of somebody who was disabled opens nothing', async () => {
    const secret = await aLink();
    await database.sql`update people set disabled_at = now() where id = ${person.id}`;
    expect(await holderOfLink(database.sql, secret)).toBeNull();
    await expect(set(secret)).rejects.toMatchObject(OVER);
  });

  test('is not made for nobody', async () => {
    await expect(createPasswordLink(database.sql, ACTOR, 999_999, 'reset')).rejects.toMatchObject({
      code: 'unknown_person',
    });
  });

  test('is kept as a hash alone, and on the audit without it', async () => {
    const secret = await aLink();
    const kept = await database.sql<
      { text: string }[]
    >`select to_jsonb(password_links)::text as text from password_links`;
    expect(JSON.stringify([kept, await lines()])).not.toContain(secret);
    const hex = Buffer.from(secret).toString('hex');
    expect(JSON.stringify(kept)).not.toContain(hex);
    expect(await lines()).toEqual([
      {
        actor: 'program:test',
        act: 'password_link.created',
        details: { email: person.email, hours: 1 },
        address: null,
      },
    ]);
  });

  test('with a weak password sets nothing and stays good', async () => {
    const secret = await aLink();
    for (const weak of ['short', 'passwordpassword', 'counterfoil2026']) {
      await expect(set(secret, weak)).rejects.toMatchObject(WEAK);
    }
    expect(await opens(PASSWORD)).toBe(true);
    await set(secret);
    expect(await opens(NEW)).toBe(true);
  });

  test('ends every session of its person, and of nobody else', async () => {
    const other = await somebody(database.sql);
    const from = { address: anAddress(), userAgent: null };
    const theirs = await signIn(database.sql, { email: other.email, password: PASSWORD, ...from });
    const [one, two] = [await aSession(), await aSession()];
    await set(await aLink());
    expect(await sessionOf(database.sql, one.secret)).toBeNull();
    expect(await sessionOf(database.sql, two.secret)).toBeNull();
    expect(await sessionOf(database.sql, theirs.secret)).not.toBeNull();
  });

  test('is on the audit when it was used: by whom and from where', async () => {
    await set(await aLink());
    expect((await lines())[1]).toEqual({
      ...{ actor: `person:${person.email}`, act: 'password.set', details: { by: 'link' }, address: ADDRESS },
    });
  });
});

describe('an invitation', () => {
  test('adds somebody who sets their own password; before that nobody signs in as them', async () => {
    const secret = await invite(database.sql, ACTOR, { email: 'invited@shop.example', role: 'operator' });
    const holder = await holderOfLink(database.sql, secret);
    expect(holder?.email).toBe('invited@shop.example');
    const id = holder?.id ?? 0;
    expect(await personById(database.sql, id)).toMatchObject({ role: 'operator', accounts: null });
    await set(secret);
    expect(await recognise(database.sql, 'invited@shop.example', NEW)).toMatchObject({ id });
    const acts = await database.sql`select act from audit where subject = ${`person:${id}`} order by id`;
    expect(acts.map(({ act }) => act)).toEqual(['person.added', 'password_link.created', 'password.set']);
  });

  test('of an e-mail that is there already is refused, and changes nothing of them', async () => {
    const again = { email: person.email.toUpperCase(), role: 'admin' } as const;
    await expect(invite(database.sql, ACTOR, again)).rejects.toMatchObject({
      code: 'email_taken',
      status: 409,
    });
    expect(await personById(database.sql, person.id)).toMatchObject({ role: person.role });
    expect(await opens(PASSWORD)).toBe(true);
  });
});

describe('changing one’s own password', () => {
  const change = (sessionId: number, current: string, next: string) =>
    changePassword(database.sql, person, sessionId, ACTOR, { current, next });

  test('keeps the session that does it and ends every other', async () => {
    const [own, other] = [await aSession(), await aSession()];
    await change(own.id, PASSWORD, NEW);
    expect(await sessionOf(database.sql, own.secret)).not.toBeNull();
    expect(await sessionOf(database.sql, other.secret)).toBeNull();
    expect([await opens(NEW), await opens(PASSWORD)]).toEqual([true, false]);
    expect(await lines()).toMatchObject([{ act: 'password.set', details: { by: 'its owner' } }]);
  });

  test('makes links that were made before worth nothing', async () => {
    const secret = await aLink();
    await change((await aSession()).id, PASSWORD, NEW);
    expect(await holderOfLink(database.sql, secret)).toBeNull();
  });

  test.each([
    ['without the current one', 'not this one at all', NEW, { code: 'wrong_password', status: 422 }],
    ['without any', '', NEW, { code: 'wrong_password', status: 422 }],
    ['to a weak one', PASSWORD, 'passwordpassword', WEAK],
  ])('is refused %s, and nothing has changed', async (_, current, next, refusal) => {
    const [own, other] = [await aSession(), await aSession()];
    await expect(change(own.id, current, next)).rejects.toMatchObject(refusal);
    expect(await opens(PASSWORD)).toBe(true);
    expect(await sessionOf(database.sql, other.secret)).not.toBeNull();
    expect(await lines()).toEqual([]);
  });
});
