import { createCookie } from '@remix-run/node';
import { expect, test } from 'vitest';
import { createCookies } from '#app/access/cookies.ts';
import { useProduct } from '../../support/product.ts';

const SECRET = 'what the keys of these cookies are made of';
const SESSION_SECRET = 'the secret of all cookies of this product, long enough';
const product = useProduct({ environment: { SESSION_SECRET } });

test('what was signed for one cookie is worth nothing under the name of another', async () => {
  for (const isSecure of [true, false]) {
    const cookies = Object.entries(createCookies(SECRET, isSecure));
    for (const [own, made] of cookies) {
      const [, value = ''] = /^[^=]+=([^;]+)/.exec(await made.serialize('a value')) ?? [];
      for (const [name, read] of cookies)
        expect(await read.parse(`${read.name}=${value}`)).toBe(name === own ? 'a value' : null);
    }
  }
});

test('what was signed for http is worth nothing for https', async () => {
  const [plain, secure] = [createCookies(SECRET, false), createCookies(SECRET, true)];
  const [, value = ''] = /^[^=]+=([^;]+)/.exec(await plain.session.serialize('a value')) ?? [];
  expect(await secure.session.parse(`${secure.session.name}=${value}`)).toBeNull();
});

test('the secret of a session opens nothing when the choice of an account has signed it', async () => {
  const own = await product.cookieOf('viewer');
  const { session, account } = createCookies(SESSION_SECRET, false);
  const secret: unknown = await session.parse(own);
  const [, signed = ''] = /^[^=]+=([^;]+)/.exec(await account.serialize(secret)) ?? [];
  const bare = createCookie('x', { secrets: [SESSION_SECRET] });
  const [, signedBare = ''] = /^[^=]+=([^;]+)/.exec(await bare.serialize(secret)) ?? [];
  const statusOf = async (cookie: string) =>
    (await fetch(`${product.url}/invoices`, { headers: { cookie }, redirect: 'manual' })).status;
  expect(await statusOf(own)).toBe(200);
  for (const value of [signed, signedBare]) expect(await statusOf(`${session.name}=${value}`)).toBe(302);
});
