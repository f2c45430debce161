import { beforeAll, expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { askOwn } from '../../support/own-page.ts';
import { useProduct } from '../../support/product.ts';
import { SECRETS } from '../../support/running.ts';
import { sampleCallback } from '../http/endpoints/sample-callback.ts';

const product = useProduct();
const MAIL = 'payer@shop.example';
const cookies = { admin: '', operator: '' };

beforeAll(async () => {
  cookies.admin = await product.cookieOf('admin');
  cookies.operator = await product.cookieOf('operator');
  const body = sampleCallback('cpi_of_payer', { metadata: { email: MAIL } });
  const headers = { 'x-signature': sign(SECRETS.live, Buffer.from(body)) };
  const answer = await fetch(`${product.url}/callbacks/main`, { method: 'POST', body, headers });
  expect(answer.status).toBe(200);
});

function ask(cookie: string, customer: string): Promise<Response> {
  const address = `${product.url}/settings/customer-data/file?account=main`;
  const headers = { cookie, origin: new URL(product.url).origin };
  return fetch(address, { method: 'POST', body: new URLSearchParams({ customer }), headers });
}

test('an admin has everything that is kept of a customer as a file, and nobody below does', async () => {
  const page = await askOwn(`${product.url}/settings/customer-data`, { headers: { cookie: cookies.admin } });
  expect(await page.text()).toContain('What is not in it');
  const answer = await ask(cookies.admin, MAIL);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="main-customer-data.json"');
  const file = JSON.parse(await answer.text());
  expect(file.invoices).toMatchObject([{ invoice: 'cpi_of_payer', callbacks: [{ verdict: 'new' }] }]);
  expect((await ask(cookies.operator, MAIL)).status).toBe(403);
});

test('what cannot be one is refused in words', async () => {
  const answer = await ask(cookies.admin, 'a');
  expect(answer.status).toBe(422);
  expect(await answer.text()).toMatch(/3 to 255 characters/);
});
