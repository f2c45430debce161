import { beforeAll, describe, expect, test } from 'vitest';
import { HARDENED, type Heard, wrongWith } from '../../support/hardened.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD } from '../../support/running.ts';
import { onWire } from '../../support/wire.ts';
import { ACCESS, addressOf } from '../access/access-table.ts';

const product = useProduct({ hasHistory: true });
/** The same behind a proxy that ends TLS: it stands on this machine, and is believed. */
const secure = useProduct({
  environment: { PUBLIC_URL: 'https://counterfoil.example', TRUST_PROXY: '127.0.0.1' },
});
let admin: Record<string, string> = {};
let token = '';
let invoiceId = '';
let cookiesSeen = 0;

beforeAll(async () => {
  admin = { cookie: await product.cookieOf('admin') };
  token = await product.tokenOf('admin');
  const [item] = await product.sql`
    select invoice_id as id from discrepancies where invoice_id is not null order by id limit 1`;
  invoiceId = String(item?.id);
  const order = { amount: '1.00', currency: 'USD', services: 'skip' };
  expect((await ask('POST', '/test-payments', admin, order)).headers.get('location')).toBe(
    '/test-payments/1',
  );
  const { headers } = await ask('POST', '/pending/status-checks', admin);
  expect(headers.get('location')).toBe('/pending/status-checks/1');
});

function ask(method: string, address: string, headers: Record<string, string>, fields = {}) {
  const init = { method, headers, redirect: 'manual' } as const;
  const body = new URLSearchParams(fields);
  return fetch(product.url + address, method === 'POST' ? { ...init, body } : init);
}

function heard({ headers }: Response): Heard {
  const cookies = headers.getSetCookie();
  cookiesSeen += cookies.length;
  return { headers: Object.fromEntries(headers), cookies };
}

/**
 * How each address can be asked for: as a page, by a form, and by a script of ours for the data of the page.
 */
function questions(path: string): [method: string, address: string][] {
  const day = new Date((product.sandbox.startedAt - 3 * 86_400) * 1000).toISOString().slice(0, 10);
  const address = addressOf(path, { invoiceId, day });
  const asked: [string, string][] = [
    ['GET', address],
    ['POST', address],
  ];
  return path.startsWith('/api/')
    ? asked
    : [...asked, ['GET', `${address === '/' ? '/_root' : address}.data`]];
}

/** What the policy would stop, and a page must not need either. */
const STOPPED = /<[^>]+ on[a-z]+=|<[^>]+ style=|javascript:/i;

describe.each(['admin', 'anonymous'] as const)(
  'every answer to %s is hardened, and kept by no cache:',
  (caller) => {
    test.each(Object.keys(ACCESS))('%s', async (path) => {
      // Who ends a session ends one of their own.
      const own = path === '/session/end' ? { cookie: await product.cookieOf('admin') } : admin;
      const told = path.startsWith('/api/') ? { authorization: `Bearer ${token}` } : own;
      for (const [method, address] of questions(path)) {
        const answer = await ask(method, address, caller === 'admin' ? told : {});
        expect(answer.status).toBeLessThan(500);
        expect([method, address, wrongWith(heard(answer))]).toEqual([method, address, []]);
        expect([path, answer.headers.get('strict-transport-security')]).toEqual([path, null]);
        const text = await answer.text();
        if (answer.headers.get('content-type')?.startsWith('text/html'))
          expect([path, STOPPED.exec(text)?.[0]]).toEqual([path, undefined]);
      }
    });
  },
);

test.each(['admin', 'anonymous'] as const)(
  'where people reach us by https every answer to %s is hardened, and says so for a year',
  async (caller) => {
    const cookie = await secure.cookieOf('admin');
    const authorization = `Bearer ${await secure.tokenOf('admin')}`;
    for (const path of Object.keys(ACCESS)) {
      const told: Record<string, string> = path.startsWith('/api/') ? { authorization } : { cookie };
      const address = addressOf(path, { invoiceId: 'cpi_nobody' });
      const { status, headers, body } = await onWire(secure.url, address, {
        headers: caller === 'admin' ? told : {},
      });
      const { 'set-cookie': cookies = [], ...others } = headers;
      expect([path, status < 500]).toEqual([path, true]);
      expect([path, wrongWith({ headers: others as Record<string, string>, cookies })]).toEqual([path, []]);
      expect([path, headers['strict-transport-security']]).toEqual([path, 'max-age=31536000']);
      if (headers['content-type']?.startsWith('text/html'))
        expect([path, STOPPED.exec(body)?.[0]]).toEqual([path, undefined]);
    }
  },
);

test('every export comes as a file to keep', async () => {
  for (const path of Object.keys(ACCESS).filter((one) => one.endsWith('/export'))) {
    const [[, address = ''] = []] = questions(path);
    // Of a day, which its address must name.
    const query = path === '/reports/days/export' ? '?day=2025-10-10' : '';
    const answer = await ask('GET', address + query, admin);
    await answer.arrayBuffer();
    expect([path, answer.status, answer.headers.get('content-disposition')]).toEqual([
      ...[path, 200],
      expect.stringMatching(/^attachment; filename="[\w.-]+\.csv"$/),
    ]);
  }
});

test('some of them set cookies', () => {
  expect(cookiesSeen).toBeGreaterThan(5);
});

test('an answer that lacks any of it would be found', () => {
  const good = { 'content-type': 'text/html', 'cache-control': 'no-store' };
  expect(wrongWith({ headers: { ...good, server: 'x' }, cookies: ['a=b; Path=/'] })).toEqual([
    ...['no x-content-type-options', 'no x-frame-options', 'no referrer-policy'],
    ...['no cross-origin-opener-policy', 'no permissions-policy', 'server'],
    ...['a cookie for scripts', 'a cookie for other sites'],
    ...['default-src', 'script-src', 'style-src', 'img-src', 'connect-src', 'form-action', 'frame-ancestors']
      .concat('base-uri', 'object-src')
      .map((name) => `a policy whose ${name} is “undefined”`),
  ]);
});

const signedIn = async () => ({ headers: admin });

function directives(policy: string | null): Map<string, string[]> {
  return new Map(
    (policy ?? '').split('; ').map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1)]),
  );
}

// Every address of the table is asked above.
describe('an answer of no such address is hardened, too:', () => {
  test.each<[string, string, number, RequestInit?]>([
    ['a page that is not there', '/nowhere', 404],
    ['a file', '/favicon.svg', 200],
    ['a file that is not there', '/assets/nothing.js', 404],
    [
      'a form from another site',
      '/runs',
      403,
      { method: 'POST', headers: { origin: 'https://evil.example' } },
    ],
  ])('%s', async (_, path, status, init) => {
    const { headers } = await signedIn();
    const answer = await fetch(product.url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...headers, ...init?.headers },
    });
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject(HARDENED);
    if (answer.headers.get('content-type')?.startsWith('text/html'))
      expect(wrongWith(heard(answer))).toEqual([]);
  });

  test('a built file is kept for good, since its name changes with it', async () => {
    const page = await (await fetch(`${product.url}/sign-in`)).text();
    const [file] = /\/assets\/[\w.-]+\.js/.exec(page) ?? [];
    const answer = await fetch(product.url + file);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
  });
});

describe('the Content-Security-Policy of a page', () => {
  test('has a nonce of its own in each answer, which every script of the page carries', async () => {
    const nonces = new Set<string>();
    for (let n = 0; n < 3; n++) {
      const answer = await fetch(`${product.url}/invoices`, await signedIn());
      const [, nonce = ''] =
        /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? [];
      nonces.add(nonce);
      const scripts = [...(await answer.text()).matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag);
      expect(scripts.length).toBeGreaterThan(0);
      expect(scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(nonces.size).toBe(3);
  });

  test('lets no form of a page leave for elsewhere, that of a challenged payment included', async () => {
    const page = await fetch(`${product.url}/test-payments/1`, { headers: admin });
    const policy = directives(page.headers.get('content-security-policy'));
    expect(policy.get('form-action')).toEqual(["'self'"]);
  });
});

describe('a session’s cookie', () => {
  const signIn = () =>
    fetch(`${product.url}/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ email: EMAIL, password: PASSWORD }),
      redirect: 'manual',
    });

  test('is out of reach of scripts and of other sites, and ends with the browser', async () => {
    const cookie = (await signIn()).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^counterfoil_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('is another one at each sign-in', async () => {
    const cookies = await Promise.all([signIn(), signIn()]);
    expect(new Set(cookies.map(({ headers }) => headers.get('set-cookie'))).size).toBe(2);
  });

  test('is taken away at the sign-out', async () => {
    const headers = { cookie: await product.cookieOf('admin') };
    const answer = await fetch(`${product.url}/session/end`, { method: 'POST', headers, redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(/^counterfoil_session=;.*Max-Age=0/);
  });
});

describe('a form', () => {
  const post = async (headers: Record<string, string>) => {
    const init = { method: 'POST', redirect: 'manual', body: new URLSearchParams() } as const;
    return (await fetch(`${product.url}/runs`, { ...init, headers: { ...admin, ...headers } })).status;
  };

  test('that was sent from another site is refused', async () => {
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ origin: product.url.replace('127.0.0.1', '127.0.0.1.evil.example') })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  test('of our own pages is taken', async () => {
    // It is read, and says nothing of what is to be compared.
    expect(await post({ origin: product.url })).toBe(422);
    expect(await post({})).toBe(422);
  });
});
