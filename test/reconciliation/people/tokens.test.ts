import { describe, expect, test } from 'vitest';
import { createToken, tokenOf } from '#reconciliation/people/tokens.ts';
import { useDatabase } from '../../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;

let made = 0;
async function aToken(): Promise<{ name: string; secret: string }> {
  made++;
  const name = `nightly export ${made}`;
  return { name, secret: await createToken(database.sql, ACTOR, { name, role: 'finance' }) };
}

describe('a token', () => {
  test('says who calls, and with which role', async () => {
    const { name, secret } = await aToken();
    expect(secret).toMatch(/^cf_[\w-]{43}$/);
    expect(await tokenOf(database.sql, secret)).toEqual({ id: expect.any(Number), name, role: 'finance' });
  });

  test('is kept as a hash alone, and its making is on the audit without it', async () => {
    const { name, secret } = await aToken();
    const rows = await database.sql`select tokens::text as row from tokens where name = ${name}`;
    const lines = await database.sql`select act, details from audit where subject = ${`token:${name}`}`;
    expect(lines).toEqual([{ act: 'token.created', details: { role: 'finance' } }]);
    expect(JSON.stringify([rows, lines])).not.toContain(secret);
  });

  test('notes when it was last used', async () => {
    const { name, secret } = await aToken();
    const used = () => database.sql`select last_used_at as at from tokens where name = ${name}`;
    expect(await used()).toEqual([{ at: null }]);
    await tokenOf(database.sql, secret);
    expect(await used()).toEqual([{ at: expect.any(Date) }]);
  });

  test.each([
    ['revoked', 'revoked_at = now()'],
    ['expired', `expires_at = now() - interval '1 second'`],
  ])('that is %s opens nothing', async (_, change) => {
    const { name, secret } = await aToken();
    await database.sql.unsafe(`update tokens set ${change} where name = '${name}'`);
    expect(await tokenOf(database.sql, secret)).toBeNull();
  });

  test('that expires tomorrow is good today', async () => {
    const { name, secret } = await aToken();
    await database.sql`update tokens set expires_at = now() + interval '1 day' where name = ${name}`;
    expect(await tokenOf(database.sql, secret)).toMatchObject({ name });
  });

  test('that nobody was given opens nothing', async () => {
    expect(await tokenOf(database.sql, '')).toBeNull();
    expect(await tokenOf(database.sql, 'cf_made-up')).toBeNull();
  });

  test('has a name of its own', async () => {
    const { name } = await aToken();
    await expect(createToken(database.sql, ACTOR, { name, role: 'viewer' })).rejects.toMatchObject({
      code: 'name_taken',
      status: 409,
    });
  });
});
