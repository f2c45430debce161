import { expect, test } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../../support/product.ts';
import { SECRETS } from '../../../support/running.ts';
import { sampleCallback } from './sample-callback.ts';

const product = useProduct();

async function send(to: string, id: string, secret: string | null) {
  const body = sampleCallback(id);
  const headers: Record<string, string> = secret ? { 'x-signature': sign(secret, Buffer.from(body)) } : {};
  const answer = await fetch(product.url + to, { method: 'POST', body, headers });
  return { status: answer.status, body: await answer.json() };
}

const accountsOf = async (id: string) => {
  const rows = await product.sql<{ slug: string }[]>`
    select slug from callbacks join accounts on accounts.id = account_id where invoice_id = ${id}`;
  return rows.map(({ slug }) => slug);
};

async function addSecondAccount(): Promise<string> {
  const form = new URLSearchParams({
    ...{ name: 'Second', slug: 'second', paymegaAccountId: 'coma_second', timeZone: 'Europe/Berlin' },
    ...{ apiUrl: 'https://api.paymega.example', cardgateUrl: 'https://cards.paymega.example', apiKey: 'k' },
    ...{ liveSecret: 'second live', testSecret: 'second test' },
  });
  const cookie = await product.cookieOf('admin');
  const page = await fetch(`${product.url}/settings/accounts`, { headers: { cookie } });
  const added = await fetch(`${product.url}/settings/accounts`, {
    ...{ method: 'POST', body: form, redirect: 'manual' },
    headers: { cookie, origin: product.url },
  });
  expect(added.status).toBe(302);
  return page.text();
}

test('the address without a name goes on serving the first account after a second was added, and both', async () => {
  expect(await send('/callbacks', 'cpi_before', SECRETS.live)).toMatchObject({ status: 200 });

  expect(await addSecondAccount()).toContain('reach the account whose secret signed them');

  expect(await send('/callbacks', 'cpi_first', SECRETS.live)).toEqual({
    status: 200,
    body: { verdict: 'new' },
  });
  expect(await send('/callbacks', 'cpi_second', 'second live')).toMatchObject({ status: 200 });
  expect(await send('/callbacks/', 'cpi_slash', 'second live')).toMatchObject({ status: 200 });
  expect(await accountsOf('cpi_before')).toEqual(['main']);
  expect(await accountsOf('cpi_first')).toEqual(['main']);
  expect(await accountsOf('cpi_second')).toEqual(['second']);
  expect(await accountsOf('cpi_slash')).toEqual(['second']);
});

test('an address with a name takes what its own account has signed, and nothing else', async () => {
  expect(await send('/callbacks/main', 'cpi_named', SECRETS.live)).toMatchObject({ status: 200 });
  expect(await send('/callbacks/main', 'cpi_other', 'second live')).toMatchObject({ status: 401 });
  expect(await accountsOf('cpi_other')).toEqual([]);
});

test.each([
  ['a signature that fits nobody’s secret', 'bad_signature', 'a wrong secret'],
  ['no signature', 'no_signature', null],
])('%s is refused, and stands in the inbox of those who see all accounts', async (_, code, secret) => {
  const id = `cpi_${code}`;
  expect(await send('/callbacks', id, secret)).toEqual({
    status: 401,
    body: { errors: [{ code, detail: expect.any(String) }] },
  });
  const refused = await product.sql`
    select account_id, reason from refused_callbacks where invoice_id = ${id}`;
  expect(refused).toEqual([{ accountId: null, reason: code }]);
});
