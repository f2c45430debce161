import { describe, expect, test } from 'vitest';
import { askOwn } from '../../support/own-page.ts';
import { useProduct } from '../../support/product.ts';
import { ask, refusal } from '../../support/programs.ts';

const product = useProduct();

const VALUES = [
  ...['%00', '%27%22%3B--', 'x'.repeat(300), '9'.repeat(40), '-1', '1e400', '%E2%82%AC', '2026-02-30'],
  ...['%F0%9F%A7%BE', '%FF', '__proto__', '0000-00-00', '%0A', '%ED%A0%80'],
];
const PARAMS = [
  ...['mode', 'state', 'status', 'kind', 'severity', 'search', 'currency', 'from', 'to', 'run', 'verdict'],
  ...['before', 'after', 'show', 'group', 'preview', 'assignee', 'cause', 'day', 'effect', 'age', 'pending'],
];
const LISTS = [
  ...['/', '/discrepancies', '/invoices', '/pending', '/callbacks', '/runs', '/test-payments', '/audit'],
  ...['/reports', '/reports/exports', '/pending/export', '/reports/callbacks/export', '/runs/export'],
  ...['/discrepancies/export', '/invoices/export', '/audit/export'],
];

/** One of the values: another for each parameter and list, so that together all are tried at each. */
const oneOf = (place: number, list: number) => VALUES[(place + 5 * list) % VALUES.length] ?? '';

async function statusOf(path: string, cookie: string): Promise<string> {
  const { status } = await askOwn(product.url + path, { headers: { cookie } });
  return `${status} ${path}`;
}

describe('an address that somebody mistyped, or made up,', () => {
  test.each([...LISTS.entries()])(
    'at list %s, %s, is answered, and is no fault of ours',
    async (at, path) => {
      const cookie = await product.cookieOf('admin');
      for (const value of VALUES) {
        const all = PARAMS.map((name) => `${name}=${value}`).join('&');
        expect(await statusOf(`${path}?${all}`, cookie)).toMatch(/^422 /);
      }
      for (const [place, name] of PARAMS.entries()) {
        expect(await statusOf(`${path}?${name}=${oneOf(place, at)}`, cookie)).toMatch(/^(200|422) /);
      }
    },
  );

  test('of one thing is not found', async () => {
    const cookie = await product.cookieOf('admin');
    for (const value of [...VALUES, 'nothing'].filter((one) => one !== '%FF' && one !== '%ED%A0%80')) {
      for (const path of ['discrepancies', 'invoices', 'runs', 'test-payments']) {
        expect(await statusOf(`/${path}/${value}`, cookie)).toMatch(/^404 /);
      }
    }
  });

  test('of another account is not found, on every page', async () => {
    const cookie = await product.cookieOf('admin');
    for (const path of [...LISTS, '/settings/reconciliation'])
      expect(await statusOf(`${path}?account=nobody`, cookie)).toMatch(/^404 /);
  });

  test('leads a search to the list', async () => {
    const cookie = await product.cookieOf('admin');
    for (const value of VALUES) expect(await statusOf(`/search?q=${value}`, cookie)).toMatch(/^302 /);
  });
});

describe('a program that asks wrongly', () => {
  test.each([...['/invoices', '/discrepancies', '/callbacks', '/runs'].entries()])(
    'at %s, %s, gets an answer, not a fault',
    async (at, path) => {
      const token = await product.tokenOf('viewer');
      for (const [place, name] of [...PARAMS, 'invoice_id', 'limit', 'cursor'].entries()) {
        const value = oneOf(place, at);
        const { status } = await ask(product.url, token, `${path}?${name}=${value}`);
        expect([name, value, [200, 422].includes(status)]).toEqual([name, value, true]);
      }
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
    for (const body of ['', `email=${'x'.repeat(400)}&password=${'x'.repeat(900)}`]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await fetch(`${product.url}/sign-in`, { method: 'POST', body, headers });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain('The e-mail or the password is wrong');
    }
  });
});
