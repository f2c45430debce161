import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Keys,
  keepEnvironmentKeys,
  purposeOf,
  resealSecrets,
  retireSecret,
  rotateSecret,
  secretsOf,
} from '#identity/accounts/account-keys.ts';
import { accountRow, accountRows } from '#identity/accounts/account-rows.ts';
import { accounts, activeAccounts } from '#identity/accounts/accounts.ts';
import { addAccount, changeAccount, setDisabled } from '#identity/accounts/change-accounts.ts';
import type { SecretKind } from '#identity/accounts/secret-kinds.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const OLD_KEY = 'the first key of these tests, long enough';
const NEW_KEY = 'the second key of these tests, long enough';
const vault = createVault([OLD_KEY]);
const BY_ENVIRONMENT = { code: 'kept_by_environment', status: 409 };

let made = 0;
const plainOf = (what: string) => `plain-${what}-${made}-of-${process.pid}`;

function someKeys(): Keys {
  made++;
  return {
    apiUrl: 'https://api.paymega.example/v1',
    cardgateUrl: 'https://cards.paymega.example',
    apiKey: plainOf('api-key'),
    liveSecret: plainOf('live-secret'),
    testSecret: plainOf('test-secret'),
  };
}

async function added(keys = someKeys()): Promise<{ id: number; slug: string; keys: Keys }> {
  const slug = `second-${made}`;
  const names = { slug, name: 'Second shop', paymegaAccountId: `coma_${made}`, timeZone: 'Asia/Tokyo' };
  const { id } = await addAccount(database.sql, vault, ACTOR, { ...names, ...keys });
  return { id, slug, keys };
}

/** All that is kept of a kind, opened: the newest first, with whether it is the current one. */
async function keptOf(
  id: number,
  kind: SecretKind,
  by = vault,
): Promise<[plain: string, isCurrent: boolean][]> {
  const rows = await database.sql<{ sealed: Buffer; isCurrent: boolean }[]>`
    select sealed, retires_at is null as "isCurrent" from account_secrets
    where account_id = ${id} and kind = ${kind} order by id desc`;
  return rows.map(({ sealed, isCurrent }) => [by.open(sealed, purposeOf(id, kind)), isCurrent]);
}

const rotated = (id: number, kind: SecretKind, plain: string, overlapHours = 24) =>
  rotateSecret(database.sql, vault, ACTOR, id, { kind, plain, overlapHours });
const linesOf = (slug: string) => database.sql`
  select actor, act, details from audit where subject = ${`account:${slug}`} order by id`;

/** Every row of every table as text, in which no secret may stand. */
async function wholeDatabase(): Promise<string> {
  const tables = await database.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`;
  expect(tables.length).toBeGreaterThan(20);
  const texts = await Promise.all(
    tables.map(({ name }) =>
      database.sql.unsafe<{ text: string }[]>(
        `select coalesce(string_agg(to_jsonb(one)::text, ' '), '') as text from ${name} as one`,
      ),
    ),
  );
  return texts.map(([row]) => row?.text ?? '').join('\n');
}

describe('an account that is added in the console', () => {
  test('is kept with its keys, each once, and stands in the list of admins', async () => {
    const { id, slug, keys } = await added();
    expect(await accountRow(database.sql, id)).toEqual({
      ...{ id, slug, name: 'Second shop', paymegaAccountId: `coma_${made}`, timeZone: 'Asia/Tokyo' },
      ...{ apiUrl: keys.apiUrl, cardgateUrl: keys.cardgateUrl, keptBy: 'console', disabledAt: null },
    });
    expect(await accountRows(database.sql)).toContainEqual(await accountRow(database.sql, id));
    expect(await keptOf(id, 'api_key')).toEqual([[keys.apiKey, true]]);
    expect(await keptOf(id, 'live_secret')).toEqual([[keys.liveSecret, true]]);
    expect(await keptOf(id, 'test_secret')).toEqual([[keys.testSecret, true]]);
    expect((await secretsOf(database.sql, id)).map(({ kind, retiresAt }) => [kind, retiresAt])).toEqual([
      ['api_key', null],
      ['live_secret', null],
      ['test_secret', null],
    ]);
    expect(await linesOf(slug)).toMatchObject([{ act: 'account.added', actor: 'program:test' }]);
  });

  test.each([
    ['short name', (one: { slug: string }) => ({ slug: one.slug, paymegaAccountId: 'coma_other' })],
    ['Account ID', () => ({ slug: 'another', paymegaAccountId: `coma_${made}` })],
  ])('has a %s of its own; the other one is refused whole', async (_, taken) => {
    const one = await added();
    const before = await accountRows(database.sql);
    const twin = { name: 'Twin', timeZone: 'UTC', ...one.keys, ...taken(one) };
    await expect(addAccount(database.sql, vault, ACTOR, twin)).rejects.toMatchObject({
      code: 'account_taken',
      status: 409,
    });
    expect(await accountRows(database.sql)).toEqual(before);
  });

  test('that is not there is refused', async () => {
    await expect(accountRow(database.sql, 999_999)).rejects.toMatchObject({
      ...{ code: 'unknown_account', status: 404 },
    });
    await expect(rotated(999_999, 'live_secret', 'x')).rejects.toMatchObject({ code: 'unknown_account' });
  });
});

describe('a callback secret that is rotated', () => {
  test('holds from now on; the old one holds beside it for the overlap', async () => {
    const { id, slug, keys } = await added();
    await rotated(id, 'live_secret', 'plain-new-live', 24);
    expect(await keptOf(id, 'live_secret')).toEqual([
      ['plain-new-live', true],
      [keys.liveSecret, false],
    ]);
    const [, old] = (await secretsOf(database.sql, id)).filter(({ kind }) => kind === 'live_secret');
    const [row] = await database.sql`
      select round(extract(epoch from retires_at - now()) / 3600)::int as hours from account_secrets
      where id = ${old?.id ?? 0}`;
    expect(row).toEqual({ hours: 24 });
    expect(await keptOf(id, 'test_secret')).toEqual([[keys.testSecret, true]]);
    expect((await linesOf(slug))[1]).toMatchObject({
      ...{ act: 'secret.rotated', details: { kind: 'live_secret', overlap_hours: 24 } },
    });
  });

  test('twice within the overlap leaves all three', async () => {
    const { id, keys } = await added();
    await rotated(id, 'test_secret', 'second', 24);
    await rotated(id, 'test_secret', 'third', 24);
    expect(await keptOf(id, 'test_secret')).toEqual([
      ['third', true],
      ['second', false],
      [keys.testSecret, false],
    ]);
  });

  test('without an overlap forgets the old one at once', async () => {
    const { id } = await added();
    await rotated(id, 'live_secret', 'new', 0);
    expect(await keptOf(id, 'live_secret')).toEqual([['new', true]]);
  });

  test('is over when the overlap is, and is forgotten with the next rotation', async () => {
    const { id } = await added();
    await rotated(id, 'live_secret', 'second', 24);
    await database.sql`
      update account_secrets set retires_at = now() - interval '1 second'
      where account_id = ${id} and retires_at is not null`;
    expect((await secretsOf(database.sql, id)).filter(({ kind }) => kind === 'live_secret')).toHaveLength(1);
    await rotated(id, 'live_secret', 'third', 24);
    expect(await keptOf(id, 'live_secret')).toEqual([
      ['third', true],
      ['second', false],
    ]);
  });

  test('by four at the same time: one is current, and none is lost', async () => {
    const { id, keys } = await added();
    await Promise.all(['a', 'b', 'c', 'd'].map((plain) => rotated(id, 'live_secret', plain, 24)));
    const kept = await keptOf(id, 'live_secret');
    expect(kept.filter(([, isCurrent]) => isCurrent)).toHaveLength(1);
    expect(kept.map(([plain]) => plain).sort()).toEqual(['a', 'b', 'c', 'd', keys.liveSecret]);
  });

  test('can be retired before its time, on the audit; the current one cannot', async () => {
    const { id, slug } = await added();
    await rotated(id, 'live_secret', 'new', 24);
    const [current, old] = (await secretsOf(database.sql, id)).filter(({ kind }) => kind === 'live_secret');
    const retired = (secretId: number) => retireSecret(database.sql, ACTOR, id, secretId);
    await retired(old?.id ?? 0);
    expect(await keptOf(id, 'live_secret')).toEqual([['new', true]]);
    const refusal = { code: 'unknown_secret', status: 404 };
    await expect(retired(old?.id ?? 0)).rejects.toMatchObject(refusal);
    await expect(retired(current?.id ?? 0)).rejects.toMatchObject(refusal);
    expect((await linesOf(slug)).at(-1)).toMatchObject({
      ...{ act: 'secret.retired', details: { kind: 'live_secret' } },
    });
  });

  test('is not retired by way of another account', async () => {
    const [one, other] = [await added(), await added()];
    await rotated(one.id, 'live_secret', 'new', 24);
    const old = (await secretsOf(database.sql, one.id)).find(({ retiresAt }) => retiresAt !== null);
    await expect(retireSecret(database.sql, ACTOR, other.id, old?.id ?? 0)).rejects.toMatchObject({
      code: 'unknown_secret',
    });
    expect(await keptOf(one.id, 'live_secret')).toHaveLength(2);
  });
});

test('an API key is replaced at once, whatever overlap was asked for', async () => {
  const { id } = await added();
  await rotated(id, 'api_key', 'plain-new-key', 24);
  expect(await keptOf(id, 'api_key')).toEqual([['plain-new-key', true]]);
});

describe('changing an account', () => {
  const changed = (id: number, over: Partial<Parameters<typeof changeAccount>[4]>) =>
    changeAccount(database.sql, vault, ACTOR, id, {
      ...{ name: 'Second shop', apiUrl: 'https://api.paymega.example/v1' },
      cardgateUrl: 'https://cards.paymega.example',
      ...over,
    });

  test('tells the audit what was before and after', async () => {
    const { id, slug } = await added();
    await changed(id, { name: 'Third shop', cardgateUrl: 'https://cards-2.paymega.example' });
    expect(await accountRow(database.sql, id)).toMatchObject({
      ...{ name: 'Third shop', cardgateUrl: 'https://cards-2.paymega.example' },
    });
    expect((await linesOf(slug)).at(-1)).toEqual({
      actor: 'program:test',
      act: 'account.changed',
      details: {
        name: 'Second shop → Third shop',
        cardgateUrl: 'https://cards.paymega.example → https://cards-2.paymega.example',
      },
    });
  });

  test.each([
    ['another host', 'https://api.elsewhere.example/v1'],
    ['another port', 'https://api.paymega.example:8443/v1'],
    ['a connection that is not encrypted', 'http://api.paymega.example/v1'],
    ['a host below it', 'https://eu.api.paymega.example/v1'],
    ['a host that only begins alike', 'https://api.paymega.example.elsewhere.example/v1'],
    ['one that names the old in front of an @', 'https://api.paymega.example@elsewhere.example/v1'],
  ])('sends the kept API key not to %s: it is asked for anew', async (_, apiUrl) => {
    const { id, slug, keys } = await added();
    await expect(changed(id, { apiUrl })).rejects.toMatchObject({ code: 'key_needed', status: 422 });
    await expect(changed(id, { apiUrl, apiKey: '' })).rejects.toMatchObject({ code: 'key_needed' });
    expect(await accountRow(database.sql, id)).toMatchObject({ apiUrl: keys.apiUrl });
    expect(await linesOf(slug)).toHaveLength(1);
    await changed(id, { apiUrl, apiKey: 'plain-key-for-elsewhere' });
    expect(await accountRow(database.sql, id)).toMatchObject({ apiUrl });
    expect(await keptOf(id, 'api_key')).toEqual([['plain-key-for-elsewhere', true]]);
  });

  test.each(['https://api.paymega.example/v2', 'https://API.paymega.example:443/v1'])(
    'needs no new key for another path of the same place: %s',
    async (apiUrl) => {
      const { id, keys } = await added();
      await changed(id, { apiUrl });
      expect(await keptOf(id, 'api_key')).toEqual([[keys.apiKey, true]]);
    },
  );

  test('the card gateway gets no key of ours and may be anywhere', async () => {
    const { id } = await added();
    await changed(id, { cardgateUrl: 'https://elsewhere.example' });
    expect(await accountRow(database.sql, id)).toMatchObject({ cardgateUrl: 'https://elsewhere.example' });
  });
});

describe('disabling an account', () => {
  test('takes it out of what is worked by itself; it and its secrets stay', async () => {
    const { id, slug, keys } = await added();
    await setDisabled(database.sql, ACTOR, id, true);
    expect((await activeAccounts(database.sql)).map((one) => one.id)).not.toContain(id);
    expect((await accounts(database.sql)).map((one) => one.id)).toContain(id);
    expect(await keptOf(id, 'live_secret')).toEqual([[keys.liveSecret, true]]);
    await setDisabled(database.sql, ACTOR, id, false);
    expect((await activeAccounts(database.sql)).map((one) => one.id)).toContain(id);
    expect((await linesOf(slug)).map(({ act }) => act)).toEqual([
      ...['account.added', 'account.disabled', 'account.enabled'],
    ]);
  });

  test('again does not change since when', async () => {
    const { id } = await added();
    await setDisabled(database.sql, ACTOR, id, true);
    const { disabledAt } = await accountRow(database.sql, id);
    await setDisabled(database.sql, ACTOR, id, true);
    expect(disabledAt).toBeInstanceOf(Date);
    expect((await accountRow(database.sql, id)).disabledAt).toEqual(disabledAt);
  });
});

describe('the keys of the environment', () => {
  let id: number;
  let keys: Keys;
  const kept = (changed: Partial<Keys> = {}) =>
    keepEnvironmentKeys(database.sql, vault, id, { ...keys, ...changed });
  const rotations = async () => {
    const { slug } = await accountRow(database.sql, id);
    return (await linesOf(slug)).filter(({ act }) => act === 'secret.rotated');
  };
  beforeEach(async () => {
    id = await makeAccount(database.sql);
    keys = someKeys();
  });

  test('are kept at the first start, and not again at the next', async () => {
    await kept();
    const first = await secretsOf(database.sql, id);
    await kept();
    expect(first).toHaveLength(3);
    expect(await secretsOf(database.sql, id)).toEqual(first);
    expect(await keptOf(id, 'api_key')).toEqual([[keys.apiKey, true]]);
    expect(await accountRow(database.sql, id)).toMatchObject({
      ...{ keptBy: 'environment', apiUrl: keys.apiUrl, cardgateUrl: keys.cardgateUrl },
    });
    expect(await rotations()).toEqual([]);
  });

  test('are kept once by four processes that start at the same time', async () => {
    await Promise.all(Array.from({ length: 4 }, () => kept()));
    expect(await secretsOf(database.sql, id)).toHaveLength(3);
  });

  test('are rotated when they differ: the old callback secret holds for a day, the API key no longer', async () => {
    await kept();
    await kept({ liveSecret: 'plain-next-live', apiKey: 'plain-next-key' });
    expect(await keptOf(id, 'live_secret')).toEqual([
      ['plain-next-live', true],
      [keys.liveSecret, false],
    ]);
    expect(await keptOf(id, 'api_key')).toEqual([['plain-next-key', true]]);
    expect(await keptOf(id, 'test_secret')).toEqual([[keys.testSecret, true]]);
    expect(await rotations()).toEqual([
      { actor: 'program:environment', act: 'secret.rotated', details: { kind: 'api_key', overlap_hours: 0 } },
      {
        actor: 'program:environment',
        act: 'secret.rotated',
        details: { kind: 'live_secret', overlap_hours: 24 },
      },
    ]);
  });

  test('are not changed in the console', async () => {
    await kept();
    await expect(rotated(id, 'live_secret', 'x')).rejects.toMatchObject(BY_ENVIRONMENT);
    const names = { name: 'x', apiUrl: keys.apiUrl, cardgateUrl: keys.cardgateUrl, apiKey: 'x' };
    await expect(changeAccount(database.sql, vault, ACTOR, id, names)).rejects.toMatchObject(BY_ENVIRONMENT);
    expect(await keptOf(id, 'live_secret')).toEqual([[keys.liveSecret, true]]);
    expect(await accountRow(database.sql, id)).toMatchObject({ name: 'Shop' });
  });

  test('that were sealed with a key nobody has any more are no silent rotation', async () => {
    await kept();
    const stranger = createVault([NEW_KEY]);
    await expect(keepEnvironmentKeys(database.sql, stranger, id, keys)).rejects.toMatchObject({
      name: 'VaultError',
    });
    expect(await secretsOf(database.sql, id)).toHaveLength(3);
  });
});

describe('the database', () => {
  test('holds none of the secrets in clear, in no table and in no way of writing them', async () => {
    const { id, keys } = await added();
    const ofEnvironment = someKeys();
    await keepEnvironmentKeys(database.sql, vault, await makeAccount(database.sql), ofEnvironment);
    const later = ['plain-later-live-secret', 'plain-later-api-key', 'plain-elsewhere-key'] as const;
    await rotated(id, 'live_secret', later[0], 24);
    await rotated(id, 'api_key', later[1], 24);
    const there = { name: 'Shop', apiUrl: 'https://elsewhere.example', cardgateUrl: keys.cardgateUrl };
    await changeAccount(database.sql, vault, ACTOR, id, { ...there, apiKey: later[2] });

    const whole = await wholeDatabase();
    expect(whole).toContain('https://elsewhere.example');
    const plain = [keys, ofEnvironment].flatMap((one) => [one.apiKey, one.liveSecret, one.testSecret]);
    for (const secret of [...plain, ...later, OLD_KEY]) {
      for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
        expect(whole).not.toContain(Buffer.from(secret).toString(encoding));
      }
    }
  });

  test('a secret that was put into another row opens nothing there', async () => {
    const [one, other] = [await added(), await added()];
    await database.sql`
      update account_secrets set sealed = (
        select sealed from account_secrets where account_id = ${one.id} and kind = 'live_secret')
      where account_id = ${other.id} and kind = 'live_secret'`;
    await expect(keptOf(other.id, 'live_secret')).rejects.toMatchObject({ name: 'VaultError' });
    await database.sql`delete from account_secrets where account_id = ${other.id}`;
  });
});

describe('sealing again with a new key', () => {
  test('takes all that the old one sealed, forgets what has retired, and then the old key may go', async () => {
    const { id, keys } = await added();
    await rotated(id, 'live_secret', 'second', 24);
    await rotated(id, 'test_secret', 'retired soon', 24);
    await database.sql`
      update account_secrets set retires_at = now() - interval '1 second'
      where account_id = ${id} and kind = 'test_secret' and retires_at is not null`;
    const [both, fresh] = [createVault([NEW_KEY, OLD_KEY]), createVault([NEW_KEY])];
    const [{ count } = { count: 0 }] = await database.sql<{ count: number }[]>`
      select count(*)::int from account_secrets where retires_at is null or retires_at > now()`;
    expect(await resealSecrets(database.sql, both)).toBe(count);
    expect(await resealSecrets(database.sql, both)).toBe(0);
    expect(await keptOf(id, 'live_secret', fresh)).toEqual([
      ['second', true],
      [keys.liveSecret, false],
    ]);
    expect(await keptOf(id, 'test_secret', fresh)).toEqual([['retired soon', true]]);
    await expect(keptOf(id, 'api_key', vault)).rejects.toMatchObject({ name: 'VaultError' });
    await database.sql`delete from account_secrets`;
  });

  test('changes nothing where one cannot be opened', async () => {
    const { id } = await added();
    const stranger = createVault([NEW_KEY]);
    await expect(resealSecrets(database.sql, stranger)).rejects.toMatchObject({ name: 'VaultError' });
    expect(await keptOf(id, 'live_secret')).toHaveLength(1);
  });
});
