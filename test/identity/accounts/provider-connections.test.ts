import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  keepEnvironmentKeys,
  purposeOf,
  retireSecret,
  rotateSecret,
  secretsOf,
} from '#identity/accounts/account-keys.ts';
import { addAccount, changeAccount, setDisabled } from '#identity/accounts/change-accounts.ts';
import {
  createProviderConnections,
  type ProviderConnections,
} from '#identity/accounts/provider-connections.ts';
import type { SecretKind } from '#identity/accounts/secret-kinds.ts';
import { createVault, VaultError } from '#identity/accounts/vault.ts';
import type { Secrets } from '#paymega/signature.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const vault = createVault(['the only key of these tests, long enough']);
const KEYS = {
  apiUrl: 'https://api.paymega.example/v1',
  cardgateUrl: 'https://cards.paymega.example',
  ...{ apiKey: 'key', liveSecret: 'live', testSecret: 'test' },
};

let made = 0;
let connections: ProviderConnections;
let shop: { id: number; slug: string };

// The clock of what is remembered stands still until a test moves it.
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-01T12:00:00Z') });
  connections = createProviderConnections(database.sql, vault, false);
  shop = await anotherShop();
});
afterEach(() => {
  vi.useRealTimers();
});

const passing = (ms: number) => vi.setSystemTime(Date.now() + ms);
const second = () => passing(1000);

async function anotherShop(over: Partial<typeof KEYS> = {}): Promise<{ id: number; slug: string }> {
  made++;
  const slug = `shop-${made}`;
  const names = { slug, name: 'Shop', paymegaAccountId: `coma_${made}`, timeZone: 'UTC' };
  return { slug, id: (await addAccount(database.sql, vault, ACTOR, { ...names, ...KEYS, ...over })).id };
}

const rotated = (kind: SecretKind, plain: string, overlapHours = 24) =>
  rotateSecret(database.sql, vault, ACTOR, shop.id, { kind, plain, overlapHours });
const secretsNow = async (isDoubted: boolean) =>
  (await connections.addressee(shop.slug, isDoubted))?.connection.secrets;
const holds = (secret: string) => (secrets: Secrets) => [...secrets.live, ...secrets.test].includes(secret);
const clientNow = async () => (await connections.of(shop.id)).privateApi;

describe('a callback', () => {
  test('finds the account that its address names, with the secrets of both modes', async () => {
    expect(await connections.addressee(shop.slug)).toEqual({
      ...shop,
      isDisabled: false,
      connection: {
        secrets: { live: ['live'], test: ['test'] },
        privateApi: expect.anything(),
        cardgate: { url: KEYS.cardgateUrl, isPublicOnly: true },
      },
    });
  });

  test.each(['nobody', '', '%', 'SHOP-1', '__proto__'])('to “%s” finds nobody', async (slug) => {
    expect(await connections.addressee(slug)).toBeNull();
    expect(await connections.addressee(slug, true)).toBeNull();
  });

  test('without a name finds nobody where there are several accounts', async () => {
    await anotherShop();
    expect(await connections.addressee(undefined)).toBeNull();
  });

  test('without a name finds the account where it is the only one with keys', async () => {
    await database.sql`delete from account_secrets where account_id <> ${shop.id}`;
    expect(await connections.addressee(undefined)).toMatchObject(shop);
  });

  test('without a name finds the account whose secrets fit, live or test, also one that is disabled', async () => {
    const other = await anotherShop({ liveSecret: 'other live', testSecret: 'other test' });
    await setDisabled(database.sql, ACTOR, other.id, true);
    for (const secret of ['other live', 'other test'])
      expect(await connections.fitting(holds(secret))).toMatchObject(other);
    expect(await connections.fitting(holds('nobody’s'))).toBeNull();
  });

  test('whose secret is that of two accounts goes to the older one, as before the second was added', async () => {
    const [older] = [
      await anotherShop({ liveSecret: 'shared' }),
      await anotherShop({ liveSecret: 'shared' }),
    ];
    expect(await connections.fitting(holds('shared'))).toMatchObject(older);
  });

  test('without a name finds an account and a secret that are a second old', async () => {
    expect(await connections.fitting(holds('newest'))).toBeNull();
    const newest = await anotherShop({ liveSecret: 'newest' });
    second();
    expect(await connections.fitting(holds('newest'))).toMatchObject(newest);
  });

  test('without a name finds at once what was added since the last look, where that was said here', async () => {
    expect(await connections.fitting(holds('just now'))).toBeNull();
    const added = await anotherShop({ liveSecret: 'just now' });
    connections.refresh();
    expect(await connections.fitting(holds('just now'))).toMatchObject(added);
  });

  test('without a name is not refused where it may be that of an account whose secrets cannot be opened', async () => {
    await database.sql`
      update account_secrets set sealed = '\\x00' where account_id = ${shop.id} and kind = 'live_secret'`;
    const another = await anotherShop({ liveSecret: 'that can be opened' });
    expect(await connections.fitting(holds('that can be opened'))).toMatchObject(another);
    await expect(connections.fitting(holds('of none that is known'))).rejects.toThrow(VaultError);
    await database.sql`delete from account_secrets where account_id = ${shop.id}`;
  });

  test('to an account that was added a second ago finds it', async () => {
    await connections.addressee(shop.slug);
    const other = await anotherShop();
    second();
    expect(await connections.addressee(other.slug)).toMatchObject(other);
  });

  test('to a disabled account finds it all the same: what Paymega tells is never lost', async () => {
    await setDisabled(database.sql, ACTOR, shop.id, true);
    expect(await connections.addressee(shop.slug)).toMatchObject(shop);
  });

  test('to an account without keys finds nobody', async () => {
    const bare = await makeAccount(database.sql);
    const [{ slug } = { slug: '' }] = await database.sql<{ slug: string }[]>`
      select slug from accounts where id = ${bare}`;
    expect(await connections.addressee(slug)).toBeNull();
  });
});

describe('a callback secret that was rotated', () => {
  test('holds on doubt a second later, the old one within the overlap beside it', async () => {
    expect(await secretsNow(false)).toEqual({ live: ['live'], test: ['test'] });
    await rotated('live_secret', 'new live');
    second();
    expect(await secretsNow(true)).toEqual({ live: ['new live', 'live'], test: ['test'] });
    expect(await secretsNow(false)).toEqual({ live: ['new live', 'live'], test: ['test'] });
  });

  test('holds without doubt, too, a few seconds later', async () => {
    await secretsNow(false);
    await rotated('test_secret', 'new test');
    passing(5001);
    expect(await secretsNow(false)).toEqual({ live: ['live'], test: ['new test', 'test'] });
  });

  test('is no longer believed when its overlap is over', async () => {
    await rotated('live_secret', 'new live');
    await database.sql`
      update account_secrets set retires_at = now() - interval '1 second'
      where account_id = ${shop.id} and retires_at is not null`;
    expect(await secretsNow(true)).toEqual({ live: ['new live'], test: ['test'] });
  });

  test('is no longer believed when it was retired by hand', async () => {
    await rotated('live_secret', 'new live');
    const old = (await secretsOf(database.sql, shop.id)).find(({ retiresAt }) => retiresAt !== null);
    await retireSecret(database.sql, ACTOR, shop.id, old?.id ?? 0);
    expect(await secretsNow(true)).toEqual({ live: ['new live'], test: ['test'] });
  });

  test('without an overlap leaves nothing of the old', async () => {
    await rotated('live_secret', 'new live', 0);
    expect(await secretsNow(true)).toEqual({ live: ['new live'], test: ['test'] });
  });
});

describe('what many doubtful callbacks ask for', () => {
  test('is read from the database at most twice a second', async () => {
    await secretsNow(true);
    await rotated('live_secret', 'new live');
    passing(499);
    expect(await secretsNow(true)).toEqual({ live: ['live'], test: ['test'] });
    passing(1);
    expect(await secretsNow(true)).toEqual({ live: ['new live', 'live'], test: ['test'] });
  });
});

describe('the client of the private API', () => {
  test('is the same as long as its key is: it keeps to one rate limit', async () => {
    const client = await clientNow();
    await rotated('live_secret', 'new live');
    passing(10_000);
    expect(await clientNow()).toBe(client);
    expect((await connections.addressee(shop.slug))?.connection.privateApi).toBe(client);
  });

  test('is another one with another key, or at another address', async () => {
    const first = await clientNow();
    await rotated('api_key', 'new key');
    passing(10_000);
    const other = await clientNow();
    expect(other).not.toBe(first);
    const names = { name: 'Shop', cardgateUrl: KEYS.cardgateUrl };
    const moved = { ...names, apiUrl: 'https://api.paymega.example/v2' };
    await changeAccount(database.sql, vault, ACTOR, shop.id, moved);
    passing(10_000);
    expect(await clientNow()).not.toBe(other);
  });

  test('is one for each account', async () => {
    const other = await anotherShop();
    expect((await connections.of(other.id)).privateApi).not.toBe(await clientNow());
  });
});

describe('an account', () => {
  test('without keys is refused in words', async () => {
    const bare = await makeAccount(database.sql);
    second();
    await expect(connections.of(bare)).rejects.toMatchObject({ code: 'not_configured', status: 409 });
    await expect(connections.of(999_999)).rejects.toMatchObject({ code: 'not_configured' });
  });

  test('that was added a moment ago is reached at once', async () => {
    await connections.of(shop.id);
    const other = await anotherShop();
    passing(1);
    await expect(connections.of(other.id)).resolves.toMatchObject({ secrets: { live: ['live'] } });
  });

  test.each([
    ['of the console', 'console', false, true],
    ['of the console, beside a sandbox', 'console', true, false],
    ['of the environment', 'environment', false, false],
  ] as const)('%s: public addresses alone, or not', async (_, keptBy, isPrivateAllowed, isPublicOnly) => {
    const id = keptBy === 'console' ? shop.id : await makeAccount(database.sql);
    if (keptBy === 'environment') await keepEnvironmentKeys(database.sql, vault, id, KEYS);
    const { cardgate } = await createProviderConnections(database.sql, vault, isPrivateAllowed).of(id);
    expect(cardgate.isPublicOnly).toBe(isPublicOnly);
  });

  test('of the console at a private address is not called', async () => {
    const inside = await anotherShop({ apiUrl: 'http://127.0.0.1:9' });
    const { privateApi } = await createProviderConnections(database.sql, vault, false).of(inside.id);
    await expect(privateApi.invoice('cpi_1')).rejects.toMatchObject({ fault: 'unreachable' });
  });
});

test('what could not be read is read again by the next who asks', async () => {
  const put = (sealed: Buffer) => database.sql`
    update account_secrets set sealed = ${sealed} where account_id = ${shop.id} and kind = 'live_secret'`;
  await put(vault.seal('live', 'another purpose'));
  await expect(connections.of(shop.id)).rejects.toMatchObject({ name: 'VaultError' });
  await put(vault.seal('mended', purposeOf(shop.id, 'live_secret')));
  await expect(connections.of(shop.id)).resolves.toMatchObject({ secrets: { live: ['mended'] } });
});
