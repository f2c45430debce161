import { describe, expect, test } from 'vitest';
import { HARDENED } from '../../support/hardened.ts';
import { useProduct } from '../../support/product.ts';
import { EMAIL, PASSWORD } from '../../support/running.ts';

const product = useProduct();
const signedIn = async () => ({ headers: { cookie: await product.cookieOf('admin') } });

function directives(policy: string | null): Map<string, string[]> {
  return new Map(
    (policy ?? '').split('; ').map((line) => [line.split(' ')[0] ?? '', line.split(' ').slice(1)]),
  );
}

describe('every kind of answer to a browser is hardened:', () => {
  test.each<[string, string, number, RequestInit?]>([
    ['a page', '/', 200],
    ['the sign-in', '/sign-in', 200],
    ['a page that is not there', '/nowhere', 404],
    ['a redirect', '/session/end', 302],
    ['an address that only takes forms', '/discrepancies/1/resolution', 405],
    ['a file', '/favicon.svg', 200],
    ['a file that is not there', '/assets/nothing.js', 404],
    ['a download', '/invoices/export', 200],
    ['the data of a page', '/invoices.data', 200],
    ['the API', '/api/v1/invoices', 401],
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
  });

  test('and nothing of the books is kept by a cache', async () => {
    for (const path of ['/', '/invoices', '/invoices.data', '/invoices/export', '/discrepancies/export']) {
      const answer = await fetch(product.url + path, await signedIn());
      expect([path, answer.headers.get('cache-control')]).toEqual([
        path,
        expect.stringContaining('no-store'),
      ]);
    }
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
  test('allows our own files, and no script that the page did not mean to hold', async () => {
    for (const path of ['/', '/sign-in', '/nowhere', '/runs/999999']) {
      const answer = await fetch(product.url + path, await signedIn());
      const policy = directives(answer.headers.get('content-security-policy'));
      expect(policy.get('default-src')).toEqual(["'self'"]);
      expect(policy.get('script-src')).toEqual(["'self'", expect.stringMatching(/^'nonce-[\w+/=]{22,}'$/)]);
      expect(policy.get('style-src')).toEqual(["'self'"]);
      expect(policy.get('form-action')).toEqual(["'self'"]);
      expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
      expect(policy.get('object-src')).toEqual(["'none'"]);
      expect(policy.get('base-uri')).toEqual(["'none'"]);
    }
  });

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

  test('names the bank in the one page whose form leads there', async () => {
    const headers = { cookie: await product.cookieOf('operator') };
    const body = new URLSearchParams({
      ...{ amount: '1.00', currency: 'USD', service: 'payment_card_usd_hpp' },
      ...{ cardNumber: '5123817234060000', expiry: '1230' },
    });
    const made = await fetch(`${product.url}/test-payments`, {
      method: 'POST',
      body,
      headers,
      redirect: 'manual',
    });
    const page = await fetch(product.url + made.headers.get('location'), { headers });
    const policy = directives(page.headers.get('content-security-policy'));
    expect(policy.get('form-action')).toEqual(["'self'", new URL(product.sandbox.url).origin]);
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
    const { headers } = await signedIn();
    const answer = await fetch(`${product.url}/session/end`, { method: 'POST', headers, redirect: 'manual' });
    expect(answer.headers.get('set-cookie')).toMatch(/^counterfoil_session=;.*Max-Age=0/);
  });
});

describe('a form', () => {
  const post = async (headers: Record<string, string>) => {
    const cookie = await product.cookieOf('admin');
    const init = { method: 'POST', redirect: 'manual', body: new URLSearchParams() } as const;
    return (await fetch(`${product.url}/runs`, { ...init, headers: { cookie, ...headers } })).status;
  };

  test('that was sent from another site is refused', async () => {
    expect(await post({ origin: 'https://evil.example' })).toBe(403);
    expect(await post({ origin: 'null' })).toBe(403);
    expect(await post({ origin: product.url.replace('127.0.0.1', '127.0.0.1.evil.example') })).toBe(403);
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  test('of our own pages is taken', async () => {
    expect(await post({ origin: product.url })).toBe(302);
    expect(await post({})).toBe(302);
  });
});
