import { beforeAll, describe, expect, test } from 'vitest';
import { type Heard, wrongWith } from '../../support/hardened.ts';
import { useProduct } from '../../support/product.ts';
import { ACCESS, addressOf } from '../access/access-table.ts';

const product = useProduct({ hasHistory: true });
const TO_THE_BANK = '/test-payments/:id';
let admin: Record<string, string> = {};
let invoiceId = '';
let cookiesSeen = 0;

beforeAll(async () => {
  admin = { cookie: await product.cookieOf('admin') };
  const [item] = await product.sql`
    select invoice_id as id from discrepancies where invoice_id is not null order by id limit 1`;
  invoiceId = String(item?.id);
  const order = {
    ...{ amount: '1.00', currency: 'USD', service: 'payment_card_usd_hpp' },
    ...{ cardNumber: '5123817234060000', expiry: '1230' },
  };
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

/** How each address can be asked for: as a page, by a form, and by a script of ours for the data of the page. */
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

describe.each(['admin', 'anonymous'] as const)(
  'every answer to %s is hardened, and kept by no cache:',
  (caller) => {
    test.each(Object.keys(ACCESS))('%s', async (path) => {
      // Who ends a session ends one of their own.
      const own = path === '/session/end' ? { cookie: await product.cookieOf('admin') } : admin;
      for (const [method, address] of questions(path)) {
        const answer = await ask(method, address, caller === 'admin' ? own : {});
        const leadsToBank = path === TO_THE_BANK && answer.status === 200 && method === 'GET';
        expect(answer.status).toBeLessThan(500);
        expect([method, address, wrongWith(heard(answer), leadsToBank)]).toEqual([method, address, []]);
      }
    });
  },
);

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
