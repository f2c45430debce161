import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keepEnvironmentKeys } from '#identity/accounts/account-keys.ts';
import { addAccount } from '#identity/accounts/change-accounts.ts';
import { createProviderConnections } from '#identity/accounts/provider-connections.ts';
import { createVault } from '#identity/accounts/vault.ts';
import { sell } from '#paymega/card-gateway.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { useProduct } from '../../support/product.ts';

const CARD = { number: '5519283812030000', holder: 'X', cvv: '123', expMonth: '12', expYear: '30' };
const SALE = { card: CARD, browserInfo: null };

const SECRET_KEY = 'the key of the test of addresses, long enough';
const ACTOR = { kind: 'program', name: 'test' } as const;
// A real Paymega is configured here, as far as the product can tell: nothing private is for the console to name.
const product = useProduct({ environment: { SECRET_KEY } });
const vault = createVault([SECRET_KEY]);

/** Something within our network that must never hear of us. */
let inside: Server;
let port = 0;
let calls = 0;
let cookie = '';

beforeAll(async () => {
  inside = createServer((socket) => {
    calls++;
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 400 Inside\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
  });
  // Every address of this machine, of both families.
  await new Promise<void>((resolve) => inside.listen(0, '::', resolve));
  const address = inside.address();
  port = typeof address === 'object' && address ? address.port : 0;
  cookie = await product.cookieOf('admin');
});
afterAll(() => void inside?.close());
beforeEach(() => {
  calls = 0;
});

async function post(path: string, fields: Record<string, string>) {
  const init = { method: 'POST', headers: { cookie }, redirect: 'manual' } as const;
  const answer = await fetch(product.url + path, { ...init, body: new URLSearchParams(fields) });
  // A notice, or the error of a field.
  const notice =
    /(?:role="(?:alert|status)"|-error"[^>]* class="text-bad")[^>]*>(.{0,600})/s.exec(
      await answer.text(),
    )?.[1] ?? '';
  const message = notice.replace(/<[^>]*>/g, ' ');
  return { status: answer.status, location: answer.headers.get('location'), message };
}

let made = 0;
const added = (urls: { apiUrl: string; cardgateUrl?: string }) => {
  made++;
  return post('/settings/accounts', {
    ...{
      name: `Shop ${made}`,
      slug: `shop-${made}`,
      paymegaAccountId: `coma_${made}`,
      timeZone: 'Europe/Berlin',
    },
    ...{ apiKey: 'the-api-key', liveSecret: 'the-live-secret', testSecret: 'the-test-secret' },
    ...{ cardgateUrl: 'https://cards.example', ...urls },
  });
};

const accounts = async () => (await product.sql`select from accounts`).count;

/** Hosts of this machine and of private networks, as somebody might write them. */
const INSIDE = [
  ...[
    '127.0.0.1',
    'localhost',
    '[::1]',
    '[::]',
    '0.0.0.0',
    '127.1',
    '0',
    '2130706433',
    '0x7f.1',
    '017700000001',
  ],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '127.0.0.2', 'LOCALHOST', '①②⑦.⓪.⓪.①'],
];
const ELSEWHERE = [
  ...['169.254.169.254', '10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '[fd00::1]', '[fe80::1]'],
  ...['[::ffff:10.0.0.1]', '[64:ff9b::a9fe:a9fe]', '2852039166', '224.0.0.1', '255.255.255.255'],
];

describe('the API of an account that is added in the console', () => {
  test.each([
    ...INSIDE.map((host) => `http://${host}`),
    ...ELSEWHERE.map((host) => `http://${host}`),
    'http://api.example',
    'ftp://api.example',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'javascript:alert(1)',
    'data:text/plain,x',
    '//api.example',
    'api.example',
    'https://somebody:password@api.example',
    'https://api.example/?x=1',
    'https://api.example/#x',
    `https://api.example/${'a'.repeat(500)}`,
    '',
  ])('must be an https:// address (%s)', async (apiUrl) => {
    const before = await accounts();
    const asApi = await added({ apiUrl });
    expect([asApi.status, asApi.location]).toEqual([422, null]);
    const asGateway = await added({ apiUrl: 'https://api.example', cardgateUrl: apiUrl });
    expect([asGateway.status, asGateway.location]).toEqual([422, null]);
    expect(await accounts()).toBe(before);
    expect(calls).toBe(0);
  });

  test.each(INSIDE)('is never connected to where it lies on this machine (%s)', async (host) => {
    const { status, location } = await added({ apiUrl: `https://${host}:${port}` });
    if (status === 422) return expect(calls).toBe(0);
    const tried = await post(`${location}/connection-tests`, {});
    expect(tried.status).toBe(422);
    expect(calls).toBe(0);
  });

  test.each(ELSEWHERE)(
    'is refused before the way there is tried, in a private network (%s)',
    async (host) => {
      const { status, location } = await added({ apiUrl: `https://${host}` });
      if (status === 422) return;
      const tried = await post(`${location}/connection-tests`, {});
      expect(tried.status).toBe(422);
      // What the system says of a way that was tried.
      expect(tried.message).not.toMatch(/ETIMEDOUT|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|in time/);
    },
  );

  test('is asked where it is that of the environment, which may be anywhere', async () => {
    const { status, message } = await post(`/settings/accounts/${product.accountId}/connection-tests`, {});
    expect([status, message]).toEqual([200, expect.stringContaining('Paymega answers')]);
  });
});

describe('an account whose API lies here', () => {
  const account = (name: string) => ({
    ...{ slug: name, name, paymegaAccountId: name, timeZone: 'UTC' },
    ...{ apiKey: 'key', liveSecret: 'live', testSecret: 'test' },
    ...{ apiUrl: `http://127.0.0.1:${port}`, cardgateUrl: `http://127.0.0.1:${port}` },
  });
  const once = { retries: 0 };

  test('and that came into the database some other way is not asked', async () => {
    const { id } = await addAccount(product.sql, vault, ACTOR, account('by-sql'));
    const { privateApi, cardgate } = await createProviderConnections(product.sql, vault, false).of(id);
    await expect(privateApi.invoice('cpi_1')).rejects.toThrow(PaymegaError);
    expect((await sell(cardgate, 'token', SALE)).outcome).toMatchObject({ kind: 'unknown' });
    expect(calls).toBe(0);
    const tried = await post(`/settings/accounts/${id}/connection-tests`, {});
    expect([tried.status, calls]).toEqual([422, 0]);
    await post('/session/account', { account: 'by-sql' });
    await post('/test-payments?account=by-sql', {
      ...{ amount: '1.00', currency: 'USD', services: 'ask' },
    });
    await post('/invoices/cpi_1/status-checks?account=by-sql', {});
    expect(calls).toBe(0);
  });

  test('is asked where private addresses are allowed, or where the environment says so', async () => {
    const { id } = await addAccount(product.sql, vault, ACTOR, account('for-sandboxes'));
    const allowed = await createProviderConnections(product.sql, vault, true).of(id);
    await expect(allowed.privateApi.invoice('cpi_1')).rejects.toThrow(PaymegaError);
    expect(calls).toBeGreaterThan(0);
    calls = 0;
    await keepEnvironmentKeys(product.sql, vault, id, account('for-sandboxes'));
    const ours = await createProviderConnections(product.sql, vault, false).of(id);
    await expect(ours.privateApi.invoice('cpi_1')).rejects.toThrow(PaymegaError);
    expect(calls).toBeGreaterThan(0);
  });

  test.each(INSIDE)(
    'as %s is reached by no client for public addresses alone, with TLS or without',
    async (host) => {
      for (const scheme of ['http', 'https']) {
        const url = `${scheme}://${host}:${port}`;
        const client = createPrivateApi({ url, accountId: 'a', apiKey: 'k', isPublicOnly: true, ...once });
        await expect(client.invoice('cpi_1')).rejects.toThrow(PaymegaError);
        const sold = await sell({ url, isPublicOnly: true }, 'token', SALE);
        expect(sold.outcome).toMatchObject({ kind: 'unknown' });
      }
      expect(calls).toBe(0);
    },
  );

  test('is reached, by the same measure, by one for any address', async () => {
    const url = `http://localhost:${port}`;
    const client = createPrivateApi({ url, accountId: 'a', apiKey: 'k', isPublicOnly: false, ...once });
    await expect(client.invoice('cpi_1')).rejects.toThrow(PaymegaError);
    expect(calls).toBe(1);
  });
});

describe('the API of an account that moves', () => {
  const change = (path: string, apiUrl: string, apiKey = '') =>
    post(path, { name: 'Moved', apiUrl, cardgateUrl: 'https://cards.example', apiKey });
  const rowOf = async (path: string) => {
    const id = Number(path.split('/').at(-1));
    const [row] = await product.sql`
      select api_url as url, (
        select count(*)::int from account_secrets where account_id = accounts.id and kind = 'api_key') as keys, (
        select max(secret.id) from account_secrets as secret
        where account_id = accounts.id and kind = 'api_key' and retires_at is null) as key
      from accounts where id = ${id}`;
    return row as { url: string; keys: number; key: number };
  };

  test.each([
    'https://elsewhere.example',
    'https://api.example:8443',
    'https://api.example.evil.example',
    'https://xn--pi-8la.example',
  ])('to another origin needs its key anew (%s)', async (url) => {
    const path = (await added({ apiUrl: 'https://api.example' })).location ?? '';
    const before = await rowOf(path);
    for (const key of ['', '   ']) {
      const refused = await change(path, url, key);
      expect([refused.status, refused.message]).toEqual([422, expect.stringMatching(/type its API key/i)]);
    }
    expect(await rowOf(path)).toEqual(before);
    const moved = await change(path, url, 'the-key-for-there');
    const after = await rowOf(path);
    expect([moved.status, after.url, after.keys]).toEqual([200, url, 1]);
    expect(after.key).not.toBe(before.key);
  });

  test('within its origin keeps it', async () => {
    const path = (await added({ apiUrl: 'https://api.example' })).location ?? '';
    const before = await rowOf(path);
    expect((await change(path, 'https://API.example:443/v2')).status).toBe(200);
    expect((await rowOf(path)).key).toBe(before.key);
  });

  test('not to an address without TLS, nor into this machine', async () => {
    const path = (await added({ apiUrl: 'https://api.example' })).location ?? '';
    const before = await rowOf(path);
    expect((await change(path, `http://127.0.0.1:${port}`, 'key')).status).toBe(422);
    expect(await rowOf(path)).toEqual(before);
    await change(path, `https://127.0.0.1:${port}`, 'key');
    expect((await post(`${path}/connection-tests`, {})).status).toBe(422);
    expect(calls).toBe(0);
  });

  test('not at all where the environment keeps it', async () => {
    const path = `/settings/accounts/${product.accountId}`;
    const before = await rowOf(path);
    const refused = await change(path, 'https://elsewhere.example', 'key');
    expect([refused.status, refused.message]).toEqual([409, expect.stringContaining('environment')]);
    expect(await rowOf(path)).toEqual(before);
  });
});
