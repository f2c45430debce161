import { expect, test, vi } from 'vitest';
import { sign } from '#paymega/signature.ts';
import { useProduct } from '../../../support/product.ts';
import { SECRETS } from '../../../support/running.ts';
import { onWire } from '../../../support/wire.ts';
import { sampleCallback } from './sample-callback.ts';

const product = useProduct();
let made = 0;

/** A callback with a right signature to wherever it may go. */
async function deliver(target: string, method = 'POST') {
  made++;
  const id = `cpi_address${made}`;
  const body = sampleCallback(id);
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'x-signature': sign(SECRETS.live, Buffer.from(body)),
  };
  const answer = await onWire(product.url, target, { method, headers, body });
  return { id, ...answer };
}

const keptOf = async (id: string) => {
  const [kept] = await product.sql`
    select (select count(*)::int from invoices where id = ${id}) as invoices,
      (select count(*)::int from refused_callbacks where invoice_id = ${id}) as refused`;
  return kept;
};

test.each([
  '//callbacks',
  '//callbacks//main//',
  '/Callbacks',
  '/CALLBACKS/MAIN',
  '/callbacks/',
  '/callbacks/main/',
  '/callbacks?from=paymega',
  '/%63allbacks/m%61in',
  '/callbacks%2fmain',
  '/shop/../callbacks',
  'http://console.example/callbacks/main',
  'https://console.example:8443//callbacks',
])('a callback to %s is taken', async (target) => {
  const { id, status, body } = await deliver(target);
  expect([status, JSON.parse(body)]).toEqual([200, { verdict: 'new' }]);
  expect(await keptOf(id)).toEqual({ invoices: 1, refused: 0 });
});

test.each<[string, string, string, string]>([
  ['POST', '/callback', '404', 'wrong_address'],
  ['POST', '/', '404', 'wrong_address'],
  ['POST', '/api/callbacks', '404', 'wrong_address'],
  ['POST', '/api/v1/callbacks', '404', 'wrong_address'],
  ['POST', '/%2563allbacks', '404', 'wrong_address'],
  ['POST', '/healthz', '404', 'wrong_address'],
  ['POST', '/sign-in', '404', 'wrong_address'],
  ['POST', '/favicon.svg', '404', 'wrong_address'],
  ['POST', '/callbacks.data', '404', 'wrong_address'],
  ['POST', '/callbacks/main/more', '404', 'unknown_account'],
  ['PUT', '/callbacks/main', '405', 'wrong_address'],
  ['PATCH', '/callbacks', '405', 'wrong_address'],
])(
  'one by %s to %s is refused with %s, and shown among the refused',
  async (method, target, status, reason) => {
    const { id, ...answer } = await deliver(target, method);
    expect([String(answer.status), JSON.parse(answer.body)]).toEqual([
      status,
      { errors: [{ code: reason, detail: expect.any(String) }] },
    ]);
    expect(await keptOf(id)).toEqual({ invoices: 0, refused: 1 });
    const cookie = await product.cookieOf('operator');
    const page = await fetch(`${product.url}/callbacks?show=refused`, { headers: { cookie } });
    expect((await page.text()).includes(id)).toBe(true);
  },
);

test('one that a redirect has made a GET of is shown, too, though its body is gone', async () => {
  const headers = { 'x-signature': sign(SECRETS.live, Buffer.from('')) };
  const { status } = await onWire(product.url, '/callbacks/main', { headers });
  expect(status).toBe(405);
  const [kept] = await product.sql`
    select reason, message from refused_callbacks where message like '%GET%' order by id desc limit 1`;
  expect(kept).toMatchObject({ reason: 'wrong_address', message: expect.stringContaining('redirect') });
});

test('what came to a wrong address is a hint all the same: its invoice is asked about', async () => {
  const { id } = await deliver('/callback');
  await vi.waitFor(async () => {
    const jobs = await product.sql`
      select from pgboss.job where name = 'check-status' and data ->> 'invoiceId' = ${id}`;
    expect(jobs).toHaveLength(1);
  });
});
