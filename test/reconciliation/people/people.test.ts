import { describe, expect, test } from 'vitest';
import { addPerson, ensureFirstAdmin, recognise } from '#reconciliation/people/people.ts';
import { may, PERMISSIONS, ROLES } from '#reconciliation/people/permissions.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const PASSWORD = 'a long one indeed';

test('the first admin is made once, with a password that is told once', async () => {
  const password = await ensureFirstAdmin(database.sql, 'admin@shop.example', undefined);
  expect(password).toMatch(/^[\w-]{16}$/);
  expect(await recognise(database.sql, 'admin@shop.example', String(password))).toMatchObject({
    role: 'admin',
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
    expect(await recognise(database.sql, 'Eve@Shop.example', PASSWORD)).toEqual(person);
    expect(await recognise(database.sql, 'eve@shop.example', `${PASSWORD} `)).toBeNull();
    expect(await recognise(database.sql, 'eve@shop.example', '')).toBeNull();
    expect(await recognise(database.sql, 'eve%', PASSWORD)).toBeNull();
  });

  test('needs a password of ten characters', async () => {
    const short = { email: 'short@shop.example', role: 'viewer', password: '123456789' } as const;
    await expect(addPerson(database.sql, short)).rejects.toThrow('10 characters');
  });

  test('has an e-mail of their own, whatever its case', async () => {
    const twin = { email: 'twin@shop.example', role: 'viewer', password: PASSWORD } as const;
    await addPerson(database.sql, twin);
    await expect(addPerson(database.sql, { ...twin, email: 'TWIN@shop.example' })).rejects.toMatchObject({
      constraint_name: 'people_email',
    });
  });
});

describe('permissions', () => {
  test('an admin may do everything, and everybody may read the books', () => {
    for (const permission of PERMISSIONS) expect(may('admin', permission)).toBe(true);
    for (const role of ROLES) expect(may(role, 'books.read')).toBe(true);
  });

  test('who only looks may do nothing else', () => {
    expect(PERMISSIONS.filter((permission) => may('viewer', permission))).toEqual(['books.read']);
  });

  test('settings are for admins alone', () => {
    expect(ROLES.filter((role) => may(role, 'settings.change'))).toEqual(['admin']);
  });
});
