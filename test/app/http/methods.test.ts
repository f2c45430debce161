import { beforeAll, describe, expect, test } from 'vitest';
import { useProduct } from '../../support/product.ts';
import { ask, problemOf } from '../../support/programs.ts';
import { everyRoute } from '../../support/routes.ts';
import { ACCESS, addressOf } from '../access/access-table.ts';

const product = useProduct();
let cookie = '';
beforeAll(async () => {
  cookie = await product.cookieOf('admin');
});

const ADDRESSES = everyRoute()
  .map(({ path }) => path)
  .filter((path) => !path.endsWith('*'))
  .map((path) => ({ path, address: addressOf(path, { invoiceId: 'cpi_1', day: '2026-01-01' }) }));
const send = (method: string, address: string) =>
  fetch(product.url + address, { method, headers: { cookie }, redirect: 'manual' });

/** What an address takes, by the table of accesses. */
function takenAt(path: string): string[] {
  const { GET, POST } = ACCESS[path] ?? { GET: 'nothing', POST: 'nothing' };
  return [...(GET === 'nothing' ? [] : ['GET', 'HEAD']), ...(POST === 'nothing' ? [] : ['POST'])];
}

describe.each(['PUT', 'PATCH', 'DELETE'])('%s', (method) => {
  test('is taken nowhere, and every page, form and route of the API says what is', async () => {
    for (const { path, address } of ADDRESSES) {
      const { status, headers } = await send(method, address);
      const allow = headers.get('allow')?.split(', ');
      expect([path, status, allow]).toEqual([path, 405, takenAt(path)]);
    }
  });

  test.each([
    ['/callbacks/main', 'POST'],
    ['/healthz', 'GET, HEAD'],
    ['/readyz', 'GET, HEAD'],
    ['/_root.data', 'GET, HEAD'],
    ['/invoices.data', 'GET, HEAD'],
    ['/runs?mode=test', 'GET, HEAD, POST'],
  ])('at %s is answered with what is taken there', async (address, allow) => {
    const answer = await send(method, address);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  test('of something that is not there is not found', async () => {
    expect((await send(method, '/nowhere')).status).toBe(404);
    const answer = await ask(product.url, await product.tokenOf('finance'), '/payments', { method });
    expect(await problemOf(answer)).toMatchObject({ status: 404, code: 'unknown_path' });
  });
});

test('a page does not take a form, and what takes forms is no page', async () => {
  for (const { path, address } of ADDRESSES) {
    for (const method of ['GET', 'POST'].filter((one) => !takenAt(path).includes(one))) {
      const init = { method, headers: { cookie }, redirect: 'manual' } as const;
      const answer = await fetch(product.url + address, method === 'POST' ? { ...init, body: 'a=b' } : init);
      expect([method, path, answer.status, answer.headers.get('allow')]).toEqual([
        ...[method, path, 405],
        takenAt(path).join(', '),
      ]);
    }
  }
});

test('whoever asks is told which methods an address takes', async () => {
  const answer = await send('OPTIONS', '/runs');
  expect([answer.status, answer.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST']);
});

test('a method that is refused does nothing, whatever it carries', async () => {
  const body = new URLSearchParams({ from: '2026-01-01', to: '2026-01-02', account: 'main' });
  const answer = await fetch(`${product.url}/runs?account=main`, {
    method: 'PUT',
    headers: { cookie },
    body,
  });
  expect(answer.status).toBe(405);
  expect(await product.sql`select from runs`).toHaveLength(0);
});

test('an address that is written with percent signs is what it says, and makes no other one so', async () => {
  expect((await send('PUT', '/r%75ns')).headers.get('allow')).toBe('GET, HEAD, POST');
  expect((await send('GET', '/nowhere-either')).status).toBe(404);
  expect((await send('GET', '/n%6Fwhere')).status).toBe(404);
});
