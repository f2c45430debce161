import { beforeAll, expect, test } from 'vitest';
import { sendForm } from '../../support/forms.ts';
import { useProduct } from '../../support/product.ts';
import { PASSWORD } from '../../support/running.ts';

const product = useProduct({ hasHistory: true });
let cookie = '';
beforeAll(async () => {
  cookie = await product.cookieOf('finance');
  await product.sql`update people set sees_all_accounts = false where email = 'finance@shop.example'`;
});
const page = async (path: string) => {
  const answer = await fetch(product.url + path, { headers: { cookie }, redirect: 'manual' });
  return { status: answer.status, body: await answer.text() };
};

test('who sees no account reaches their own, changes their password there, and signs out', async () => {
  const own = await page('/me');
  expect(own.status).toBe(200);
  for (const message of ['Your account', 'finance@shop.example', 'Sign out', 'End all others'])
    expect([message, own.body.includes(message)]).toEqual([message, true]);
  const next = 'gravel pelican nine oboe';
  const changed = await fetch(`${product.url}/me/password`, {
    method: 'POST',
    headers: { cookie },
    body: new URLSearchParams({ current: PASSWORD, next }),
  });
  expect([changed.status, (await changed.text()).includes('Your password is changed')]).toEqual([200, true]);
  expect((await page('/me/second-factor')).status).toBe(200);
});

test('and is told why there is nothing else, with the way to their account', async () => {
  for (const path of ['/', '/invoices', '/discrepancies', '/runs', '/settings/reconciliation', '/reports']) {
    const { status, body } = await page(path);
    expect([path, status, body.includes('You see no account yet')]).toEqual([path, 403, true]);
    expect([path, /<a [^>]*href="\/me"/.test(body), body.includes('order-1')]).toEqual([path, true, false]);
  }
});

test('and does nothing to any account', async () => {
  for (const path of ['/runs', '/reports/2026-11-01/closing', '/invoices/export']) {
    const answer = await sendForm({ url: product.url, cookie }, path, {
      from: '2026-11-01',
      to: '2026-11-01',
    });
    expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
  }
});
