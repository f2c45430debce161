import { describe, expect, test } from 'vitest';
import {
  addPerson,
  changeName,
  ensureFirstAdmin,
  people,
  personById,
  recognise,
} from '#identity/people/people.ts';
import { may, PERMISSIONS, ROLES } from '#identity/permissions/permissions.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const PASSWORD = 'a long one indeed';

test('the first admin is made once, with a password that is told once', async () => {
  const password = await ensureFirstAdmin(database.sql, 'admin@shop.example', undefined);
  expect(password).toMatch(/^[\w-]{16}$/);
  expect(await recognise(database.sql, 'admin@shop.example', String(password))).toMatchObject({
    role: 'admin',
    accounts: null,
  });
  expect(await ensureFirstAdmin(database.sql, 'other@shop.example', PASSWORD)).toBeNull();
  expect(await recognise(database.sql, 'other@shop.example', PASSWORD)).toBeNull();
});

describe('a person', () => {
  test('is recognised by e-mail and password, and by nothing else', async () => {
    const person = await addPerson(database.sql, {
      email: 'eve@shop.example',
      role: 'viewer',
      password: PASSWORD,
    });
    const email = 'eve@shop.example';
    expect(person).toEqual({ id: person.id, email, label: email, role: 'viewer', accounts: null });
    const passwordHash = expect.stringMatching(/^\$argon2id\$/);
    const recognised = { ...person, hasSecondFactor: false, passwordHash };
    expect(await recognise(database.sql, 'Eve@Shop.example', PASSWORD)).toEqual(recognised);
    expect(await recognise(database.sql, 'eve@shop.example', `${PASSWORD} `)).toBeNull();
    expect(await recognise(database.sql, 'eve@shop.example', '')).toBeNull();
    expect(await recognise(database.sql, 'eve%', PASSWORD)).toBeNull();
  });

  test('who was given no password is recognised by none', async () => {
    await addPerson(database.sql, { email: 'new@shop.example', role: 'viewer' });
    for (const password of ['', 'undefined', 'null']) {
      expect(await recognise(database.sql, 'new@shop.example', password)).toBeNull();
    }
  });

  test('has an e-mail of their own, whatever its case', async () => {
    const twin = { email: 'twin@shop.example', role: 'viewer', password: PASSWORD } as const;
    await addPerson(database.sql, twin);
    await expect(addPerson(database.sql, { ...twin, email: 'TWIN@shop.example' })).rejects.toMatchObject({
      code: 'email_taken',
      status: 409,
    });
  });

  test('has a name of their own, whatever its case, and is called by it instead of the e-mail', async () => {
    const named = await addPerson(database.sql, { email: 'ann@shop.example', name: 'Ann', role: 'viewer' });
    expect(named.label).toBe('Ann');
    const twin = { email: 'ann2@shop.example', name: 'ANN', role: 'viewer' } as const;
    await expect(addPerson(database.sql, twin)).rejects.toMatchObject({ code: 'name_taken', status: 409 });
    const other = await addPerson(database.sql, { ...twin, name: null });
    await expect(changeName(database.sql, other.id, 'ann')).rejects.toMatchObject({ code: 'name_taken' });
    await changeName(database.sql, named.id, null);
    expect((await personById(database.sql, named.id)).label).toBe('ann@shop.example');
    await database.sql`delete from people where id in (${named.id}, ${other.id})`;
  });

  test('stands in the list of admins by e-mail, with no hash and no seed', async () => {
    const rows = await people(database.sql);
    expect(rows.map(({ email }) => email)).toEqual([
      ...['admin@shop.example', 'eve@shop.example', 'new@shop.example', 'twin@shop.example'],
    ]);
    expect(rows[0]).toEqual({
      ...{ id: expect.any(Number), email: 'admin@shop.example', role: 'admin', accounts: null },
      ...{ name: null, label: 'admin@shop.example' },
      ...{ hasSecondFactor: false, disabledAt: null, lastSeenAt: null, sessions: 0 },
    });
  });

  test('who is not there is refused as unknown', async () => {
    await expect(personById(database.sql, 999_999)).rejects.toMatchObject({
      code: 'unknown_person',
      status: 404,
    });
  });
});

describe('permissions', () => {
  test('an admin may do everything, and everybody may read the books and look after themselves', () => {
    for (const permission of PERMISSIONS) expect(may('admin', permission)).toBe(true);
    for (const role of ROLES) {
      expect([may(role, 'books.read'), may(role, 'self.manage')]).toEqual([true, true]);
    }
  });

  test('who only looks may do nothing else', () => {
    expect(PERMISSIONS.filter((permission) => may('viewer', permission))).toEqual([
      'self.manage',
      'books.read',
    ]);
  });

  test.each(['settings.change', 'accounts.manage', 'people.manage', 'tokens.manage'] as const)(
    '%s is for admins alone',
    (permission) => {
      expect(ROLES.filter((role) => may(role, permission))).toEqual(['admin']);
    },
  );
});
