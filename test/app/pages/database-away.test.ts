import { beforeAll, expect, test, vi } from 'vitest';
import { type Cuttable, cuttable } from '../../support/cuttable.ts';
import { useProduct } from '../../support/product.ts';
import { titleOf } from '../../support/titles.ts';

let road: Cuttable;
const product = useProduct({
  async databaseUrl(direct) {
    const url = new URL(direct);
    road = await cuttable(Number(url.port));
    url.port = String(road.port);
    return url.href;
  },
});
let cookie = '';
let token = '';
beforeAll(async () => {
  cookie = await product.cookieOf('operator');
  token = await product.tokenOf('viewer');
});

const page = (path: string, init: RequestInit = {}) =>
  fetch(product.url + path, { ...init, headers: { cookie }, redirect: 'manual' });

test('while the database is away every page says so, and is there again when it is back', async () => {
  await road.cut();
  for (const path of ['/', '/invoices', '/invoices/cpi_1', '/me', '/nowhere', '/runs.data']) {
    const answer = await page(path);
    expect([path, answer.status]).toEqual([path, 503]);
    const text = await answer.text();
    if (path.endsWith('.data')) continue;
    expect(titleOf(text)).toBe('Not available just now · Counterfoil');
    expect(text).toContain('The database cannot be reached just now.');
    // Neither the frame, which the database makes, nor anything of how we are set up.
    expect(text).not.toMatch(/Sign out|127\.0\.0\.1:|ECONN|CONNECTION_/);
  }
  await road.mend();
  await vi.waitFor(async () => expect((await page('/invoices')).status).toBe(200), {
    ...{ timeout: 30_000, interval: 250 },
  });
});

test('so is a form, and the API answers a problem', async () => {
  await road.cut();
  const sent = await page('/runs?account=main', { method: 'POST', body: new URLSearchParams({ from: 'x' }) });
  expect(sent.status).toBe(503);
  const answer = await fetch(`${product.url}/api/v1/invoices`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(await answer.json()).toMatchObject({ status: 503, code: 'unavailable' });
  await road.mend();
});
