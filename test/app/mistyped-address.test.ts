import { describe, expect, test } from 'vitest';
import { useProduct } from '../support/product.ts';
import { ask, refusal } from '../support/programs.ts';

const product = useProduct();

const cursor = (value: unknown) => encodeURIComponent(btoa(JSON.stringify(value)));
const CURSORS = [
  cursor({ createdAt: 'yesterday', id: 'cpi_1' }),
  cursor({ createdAt: '2026-02-30 10:00:00+00', id: 'cpi_1' }),
  cursor({ createdAt: '2026-02-28 10:00:00+00', id: 'cpi_\0' }),
  cursor({ openedAt: 'yesterday', id: '1' }),
  cursor({ openedAt: '2026-02-28 10:00:00+00', id: '9'.repeat(30) }),
  cursor({ id: '-1' }),
];
const VALUES = [
  ...[
    '%00',
    '%27%22%3B--',
    'x'.repeat(300),
    '9'.repeat(40),
    '-1',
    '1e400',
    '%E2%82%AC',
    '2026-02-30',
    '%F0%9F%A7%BE',
  ],
];
const PARAMS = [
  'mode',
  'state',
  'status',
  'kind',
  'severity',
  'search',
  'currency',
  'from',
  'to',
  'run',
  'verdict',
  'before',
];
const LISTS = [
  '/',
  '/discrepancies',
  '/invoices',
  '/pending',
  '/callbacks',
  '/runs',
  '/test-payments',
  '/audit',
  '/settings/reconciliation',
];

async function statusOf(path: string, cookie: string): Promise<string> {
  const { status } = await fetch(product.url + path, { headers: { cookie }, redirect: 'manual' });
  return `${status} ${path}`;
}

describe('an address that somebody mistyped, or made up,', () => {
  test.each(LISTS)('shows the list at %s all the same', async (path) => {
    const cookie = await product.cookieOf('admin');
    for (const value of VALUES) {
      const all = PARAMS.map((name) => `${name}=${value}`).join('&');
      expect(await statusOf(`${path}?${all}`, cookie)).toMatch(/^200 /);
    }
    for (const after of CURSORS) expect(await statusOf(`${path}?after=${after}`, cookie)).toMatch(/^200 /);
  });

  test.each(['/discrepancies', '/invoices'])('exports at %s all the same', async (path) => {
    const cookie = await product.cookieOf('admin');
    for (const value of VALUES) {
      const all = PARAMS.map((name) => `${name}=${value}`).join('&');
      expect(await statusOf(`${path}/export?${all}`, cookie)).toMatch(/^200 /);
    }
  });

  test('of one thing is not found', async () => {
    const cookie = await product.cookieOf('admin');
    for (const value of [...VALUES, 'nothing']) {
      for (const path of ['discrepancies', 'invoices', 'runs', 'test-payments']) {
        expect(await statusOf(`/${path}/${value}`, cookie)).toMatch(/^404 /);
      }
    }
  });

  test('of another account is not found, on every page', async () => {
    const cookie = await product.cookieOf('admin');
    for (const path of LISTS) expect(await statusOf(`${path}?account=nobody`, cookie)).toMatch(/^404 /);
    expect(await statusOf('/invoices/export?account=nobody', cookie)).toMatch(/^404 /);
  });

  test('leads a search to the list', async () => {
    const cookie = await product.cookieOf('admin');
    for (const value of VALUES) expect(await statusOf(`/search?q=${value}`, cookie)).toMatch(/^302 /);
  });
});

describe('a program that asks wrongly', () => {
  test.each(['/invoices', '/discrepancies', '/callbacks', '/runs'])(
    'at %s gets an answer, not a fault',
    async (path) => {
      const token = await product.tokenOf('viewer');
      for (const value of VALUES) {
        const all = [...PARAMS, 'invoice_id', 'limit', 'cursor'].map((name) => `${name}=${value}`).join('&');
        const answer = await ask(product.url, token, `${path}?${all}`);
        expect([value, [200, 422].includes(answer.status)]).toEqual([value, true]);
      }
      for (const forged of CURSORS)
        expect((await ask(product.url, token, `${path}?cursor=${forged}`)).status).toBe(200);
    },
  );

  test('is told what cannot be read', async () => {
    const answer = await ask(
      product.url,
      await product.tokenOf('viewer'),
      `/invoices?search=${'x'.repeat(201)}`,
    );
    expect(await refusal(answer)).toMatchObject({
      ...{ http: 422, code: 'bad_filter' },
      detail: expect.stringContaining('search'),
    });
  });
});

describe('a form that lacks what it should hold', () => {
  test('signs nobody in, and says so', async () => {
    for (const body of [
      '',
      `email=${'x'.repeat(400)}&password=${'x'.repeat(900)}`,
      'email=%00&password=%00',
    ]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(`${product.url}/sign-in`, { method: 'POST', body, headers });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain('The e-mail or the password is wrong');
    }
  });
});
