import { beforeAll, describe, expect, test } from 'vitest';
import { addPerson, changePerson, peopleWho } from '#identity/people/people.ts';
import { may, PERMISSIONS, ROLES, type Role } from '#identity/permissions/permissions.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { ACTOR } from './somebody.ts';

const database = useDatabase();
let [own, other] = [0, 0];
const ids = new Map<string, number>();

async function added(name: string, role: Role, accounts: number[] | null = null, isDisabled = false) {
  const { id } = await addPerson(database.sql, { email: `${name}@shop.example`, role });
  ids.set(name, id);
  if (accounts || isDisabled) await changePerson(database.sql, ACTOR, id, { role, accounts, isDisabled });
}

beforeAll(async () => {
  [own, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
  for (const role of ROLES) await added(role, role);
  await added('Bea', 'finance', [own]);
  await added('carl', 'operator', [own, other]);
  await added('dora', 'finance', [other]);
  await added('emil', 'operator', []);
  await added('gone', 'admin', null, true);
});

const names = async (...asked: [Parameters<typeof peopleWho>[1], number]) =>
  (await peopleWho(database.sql, ...asked)).map(({ label }) => label.replace('@shop.example', ''));

describe('those who may do something in an account', () => {
  test('are those of a role that may, who see the account and can sign in; by e-mail whatever its case', async () => {
    expect(await names('discrepancy.resolve', own)).toEqual(['admin', 'Bea', 'carl', 'finance', 'operator']);
    expect(await names('discrepancy.resolve', other)).toEqual([
      'admin',
      'carl',
      'dora',
      'finance',
      'operator',
    ]);
  });

  test('are told by id and what they are called, and nothing else of them', async () => {
    expect(await peopleWho(database.sql, 'people.manage', own)).toEqual([
      { id: ids.get('admin'), label: 'admin@shop.example' },
    ]);
  });

  test.each(PERMISSIONS)('are of the roles that %s is for', async (permission) => {
    const found = await names(permission, own);
    expect(ROLES.filter((role) => found.includes(role))).toEqual(
      ROLES.filter((role) => may(role, permission)),
    );
    expect(found).not.toContain('emil');
    expect(found).not.toContain('gone');
  });

  test('in an account that does not exist are those who see all', async () => {
    expect(await names('day.close', 2_147_483_647)).toEqual(['admin', 'finance']);
  });
});
