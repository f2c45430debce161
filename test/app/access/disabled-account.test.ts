import { beforeAll, expect, test } from 'vitest';
import { sendForm } from '../../support/forms.ts';
import { SHOP_OPENED, useProduct } from '../../support/product.ts';

const product = useProduct({ hasHistory: true });
const DAY = new Date((SHOP_OPENED + 3 * 86_400) * 1000).toISOString().slice(0, 10);
let cookie = '';
let invoiceId = '';
beforeAll(async () => {
  cookie = await product.cookieOf('admin');
  const [found] = await product.sql`select id from invoices where mode = 'live' order by id limit 1`;
  invoiceId = String(found?.id);
  // A batch that was under way when the account was disabled.
  const { location } = await sendForm({ url: product.url, cookie }, '/pending/status-checks', {});
  expect(location).toBe('/pending/status-checks/1');
  await product.sql`update accounts set disabled_at = now()`;
});

const order = { amount: '1.00', currency: 'USD', services: 'ask' };

test('a test payment of a disabled account is not made, and says why', async () => {
  const answer = await fetch(`${product.url}/test-payments?account=main`, {
    ...{ method: 'POST', headers: { cookie }, body: new URLSearchParams({ ...order, amount: '7.50' }) },
  });
  const page = await answer.text();
  expect(answer.status).toBe(409);
  expect(page).toContain('This account is disabled.');
  // Nothing of what was typed is lost.
  expect(page).toMatch(/<input[^>]* value="7.50"/);
  expect(await product.sql`select from test_payments`).toHaveLength(0);
});

test('no other form fails within for it', async () => {
  const forms: [string, Record<string, string>][] = [
    ['/runs', { from: DAY, to: DAY }],
    ['/pending/status-checks', {}],
    ['/pending/status-checks/1/resumption', {}],
    [`/invoices/${invoiceId}/status-checks`, {}],
    ['/quarantine/replays', {}],
    [`/settings/accounts/${product.accountId}/connection-tests`, {}],
  ];
  for (const [path, fields] of forms) {
    const { status } = await sendForm({ url: product.url, cookie }, path, fields);
    expect([path, status < 500]).toEqual([path, true]);
  }
});

test('and no page', async () => {
  for (const path of ['/', '/test-payments', '/runs', '/pending', '/pending/status-checks/1', '/callbacks']) {
    const answer = await fetch(product.url + path, { headers: { cookie } });
    expect([path, answer.status]).toEqual([path, 200]);
  }
});
