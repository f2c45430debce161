import { beforeEach, describe, expect, test } from 'vitest';
import { changePerson, type Person, type PersonChange, personById } from '#identity/people/people.ts';
import type { Role } from '#identity/permissions/permissions.ts';
import { sessionOf, signIn } from '#identity/sessions/sessions.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { ACTOR, anAddress, PASSWORD, somebody } from './somebody.ts';

const database = useDatabase();
const LAST_ADMIN = { code: 'last_admin', status: 409 };

const change = ({ id }: Pick<Person, 'id'>, changed: Partial<PersonChange>) =>
  changePerson(database.sql, ACTOR, id, { role: 'viewer', accounts: null, isDisabled: false, ...changed });
const admin = () => somebody(database.sql, 'admin');
const roleOf = async ({ id }: Person) => (await personById(database.sql, id)).role;
const signedIn = async ({ email }: Person) =>
  (await signIn(database.sql, { email, password: PASSWORD, address: anAddress(), userAgent: null })).secret;
const linesOf = ({ id }: Person) => database.sql`
  select actor, details from audit where act = 'person.changed' and subject = ${`person:${id}`} order by id`;

beforeEach(() => database.sql`update people set role = 'viewer', disabled_at = null`);

describe('changing a person', () => {
  test.each(['viewer', 'finance', 'operator', 'admin'] as const)('makes them %s', async (role: Role) => {
    await admin();
    const person = await somebody(database.sql);
    await change(person, { role });
    expect(await roleOf(person)).toBe(role);
  });

  test('takes hold with the next request of a session that is open', async () => {
    const accountId = await makeAccount(database.sql);
    const person = await somebody(database.sql, 'finance');
    const secret = await signedIn(person);
    await change(person, { role: 'viewer', accounts: [accountId] });
    expect((await sessionOf(database.sql, secret))?.person).toEqual({
      ...{ id: person.id, email: person.email, label: person.email, role: 'viewer', accounts: [accountId] },
    });
  });

  test('lets them see some accounts, none, or all again', async () => {
    const [one, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
    const person = await somebody(database.sql);
    const seen = async () => (await personById(database.sql, person.id)).accounts;
    expect(await seen()).toBeNull();
    await change(person, { accounts: [other, one] });
    expect(await seen()).toEqual([one, other]);
    await change(person, { accounts: [other] });
    expect(await seen()).toEqual([other]);
    await change(person, { accounts: [] });
    expect(await seen()).toEqual([]);
    await change(person, { accounts: null });
    expect(await seen()).toBeNull();
  });

  test('writes what was before and what is after on the audit, with who did it', async () => {
    const [one, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
    const person = await somebody(database.sql, 'finance');
    await change(person, { role: 'operator', accounts: [one, other] });
    await change(person, { role: 'viewer', accounts: [], isDisabled: true });
    const { email } = person;
    const operator = `operator, accounts ${one} ${other}`;
    expect(await linesOf(person)).toEqual([
      { actor: 'program:test', details: { email, before: 'finance, all accounts', after: operator } },
      {
        actor: 'program:test',
        details: { email, before: operator, after: 'viewer, accounts none, disabled' },
      },
    ]);
  });

  test('who is not there is refused', async () => {
    await expect(change({ id: 999_999 }, {})).rejects.toMatchObject({ code: 'unknown_person', status: 404 });
  });

  test('to see an account that is not there changes nothing at all', async () => {
    const person = await somebody(database.sql, 'finance');
    await expect(change(person, { accounts: [999_999] })).rejects.toThrow();
    expect(await personById(database.sql, person.id)).toMatchObject({ role: 'finance', accounts: null });
    expect(await linesOf(person)).toEqual([]);
  });
});

describe('disabling somebody', () => {
  test('ends their sessions at once, and lets nobody in as them', async () => {
    const [person, other] = [await somebody(database.sql), await somebody(database.sql)];
    const [one, two, theirs] = [await signedIn(person), await signedIn(person), await signedIn(other)];
    await change(person, { isDisabled: true });
    expect([await sessionOf(database.sql, one), await sessionOf(database.sql, two)]).toEqual([null, null]);
    expect(await sessionOf(database.sql, theirs)).not.toBeNull();
    await expect(signedIn(person)).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  test('does not bring their old sessions back when they are enabled again', async () => {
    const person = await somebody(database.sql);
    const secret = await signedIn(person);
    await change(person, { isDisabled: true });
    await change(person, { isDisabled: false });
    expect(await sessionOf(database.sql, secret)).toBeNull();
    expect(await sessionOf(database.sql, await signedIn(person))).toMatchObject({ stage: 'full' });
  });

  test('again does not change since when', async () => {
    const person = await somebody(database.sql);
    await change(person, { isDisabled: true });
    const { disabledAt } = await personById(database.sql, person.id);
    await change(person, { isDisabled: true, role: 'finance' });
    expect(disabledAt).toBeInstanceOf(Date);
    expect((await personById(database.sql, person.id)).disabledAt).toEqual(disabledAt);
  });
});

describe('the last admin', () => {
  test.each([
    ['is not made anything else', { role: 'operator' }],
    ['is not disabled', { role: 'admin', isDisabled: true }],
  ] as const)('%s', async (_, changed) => {
    const last = await admin();
    await expect(change(last, changed)).rejects.toMatchObject(LAST_ADMIN);
    expect(await personById(database.sql, last.id)).toMatchObject({ role: 'admin', disabledAt: null });
    expect(await linesOf(last)).toEqual([]);
  });

  test('is one also where another admin is disabled', async () => {
    const [last, disabled] = [await admin(), await admin()];
    await change(disabled, { role: 'admin', isDisabled: true });
    await expect(change(last, { role: 'viewer' })).rejects.toMatchObject(LAST_ADMIN);
  });

  test('sees all accounts, as every admin does; a disabled one may be anything', async () => {
    const [last, disabled] = [await admin(), await admin()];
    await change(disabled, { role: 'admin', isDisabled: true });
    await expect(change(last, { role: 'admin', accounts: [] })).rejects.toMatchObject({
      code: 'admin_sees_all',
      status: 422,
    });
    await change(disabled, { role: 'viewer', isDisabled: true });
    expect([await roleOf(last), await roleOf(disabled)]).toEqual(['admin', 'viewer']);
  });

  test('is left where two take the role from each other at once, again and again', async () => {
    for (let time = 0; time < 10; time++) {
      const [one, other] = [await admin(), await admin()];
      const ended = await Promise.allSettled([
        change(one, { role: 'viewer' }),
        change(other, { role: 'admin', isDisabled: true }),
      ]);
      expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(ended.find(({ status }) => status === 'rejected')).toMatchObject({ reason: LAST_ADMIN });
      const left = await database.sql`select from people where role = 'admin' and disabled_at is null`;
      expect(left).toHaveLength(1);
      await database.sql`update people set role = 'viewer', disabled_at = null`;
    }
  });

  test('is left where six go at once', async () => {
    const six = await Promise.all(Array.from({ length: 6 }, admin));
    const ended = await Promise.allSettled(six.map((one) => change(one, { role: 'viewer' })));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(await database.sql`select from people where role = 'admin'`).toHaveLength(1);
  });
});
