import { describe, expect, test } from 'vitest';
import { createToken, revokeToken, tokenOf, tokens } from '#identity/sessions/tokens.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;

let made = 0;
async function aToken(
  options: { accountId?: number; days?: number } = {},
): Promise<{ name: string; secret: string }> {
  made++;
  const name = `nightly export ${made}`;
  return { name, secret: await createToken(database.sql, ACTOR, { name, role: 'finance', ...options }) };
}

const idOf = async (name: string) => (await tokens(database.sql)).find((one) => one.name === name)?.id ?? 0;

describe('a token', () => {
  test('says who calls, and with which role', async () => {
    const { name, secret } = await aToken();
    expect(secret).toMatch(/^cf_[\w-]{43}$/);
    expect(await tokenOf(database.sql, secret)).toEqual({
      ...{ id: expect.any(Number), name, role: 'finance', accounts: null },
    });
  });

  test('may be for one account alone', async () => {
    const accountId = await makeAccount(database.sql);
    const { secret } = await aToken({ accountId });
    expect(await tokenOf(database.sql, secret)).toMatchObject({ accounts: [accountId] });
  });

  test('is kept as a hash alone, and its making is on the audit without it', async () => {
    const { name, secret } = await aToken({ days: 30 });
    const rows = await database.sql`select tokens::text as row from tokens where name = ${name}`;
    const lines = await database.sql`select act, details from audit where subject = ${`token:${name}`}`;
    expect(lines).toEqual([{ act: 'token.created', details: { role: 'finance', account: null, days: 30 } }]);
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

  test('lasts as many days as was said, and without a word until it is revoked', async () => {
    const [month, always] = [await aToken({ days: 30 }), await aToken()];
    const lasting = await database.sql`
      select name, (expires_at - created_at)::text as lasts from tokens
      where name in (${month.name}, ${always.name}) order by id`;
    expect(lasting).toEqual([
      { name: month.name, lasts: '30 days' },
      { name: always.name, lasts: null },
    ]);
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

describe('revoking a token', () => {
  test('takes hold at once and for good, on the audit', async () => {
    const { name, secret } = await aToken();
    await revokeToken(database.sql, ACTOR, await idOf(name));
    expect(await tokenOf(database.sql, secret)).toBeNull();
    const revoked = (await tokens(database.sql)).find((one) => one.name === name)?.revokedAt;
    await revokeToken(database.sql, ACTOR, await idOf(name));
    expect((await tokens(database.sql)).find((one) => one.name === name)?.revokedAt).toEqual(revoked);
    const lines = await database.sql`select act from audit where subject = ${`token:${name}`} order by id`;
    expect(lines[1]).toEqual({ act: 'token.revoked' });
  });

  test('of one that is not there is refused', async () => {
    await expect(revokeToken(database.sql, ACTOR, 999_999)).rejects.toMatchObject({
      code: 'unknown_token',
      status: 404,
    });
  });
});

test('the list shows the latest first, with its account by name and without any secret', async () => {
  const accountId = await makeAccount(database.sql);
  const [wide, narrow] = [await aToken(), await aToken({ accountId })];
  const [latest, before] = await tokens(database.sql);
  expect(latest).toEqual({
    ...{ id: expect.any(Number), name: narrow.name, role: 'finance', account: 'Shop' },
    ...{ createdAt: expect.any(Date), expiresAt: null, lastUsedAt: null, revokedAt: null },
  });
  expect(before).toMatchObject({ name: wide.name, account: null });
});
