import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { PrivateApiSettings } from '#paymega/answers.ts';
import { createPrivateApi } from '#paymega/private-api.ts';

const WINDOW = { from: 0, to: 1, number: 1, size: 20 };

/** A server that answers as the test says, and remembers what it was asked; it ends with the test. */
async function connection(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the server has no address');
  return { url: `http://127.0.0.1:${address.port}`, asked };
}

function clientOf(url: string, settings: Partial<PrivateApiSettings> = {}) {
  return createPrivateApi({
    url,
    accountId: 'account',
    apiKey: 'key',
    retries: 0,
    perSecond: 1000,
    ...settings,
  });
}

const listOf = (next: unknown, data: unknown[] = []) => JSON.stringify({ data, links: { next }, meta: [] });

test('every call carries Account ID and API key, and stays below the base address', async () => {
  const { url, asked } = await connection((_, response) => response.end(listOf(null)));
  const api = clientOf(`${url}/api/v1/`);
  await api.page(WINDOW);
  await api.invoicesByReference('a b');
  expect(asked.map(({ path }) => path.split('?')[0])).toEqual([
    '/api/v1/payment-invoices',
    '/api/v1/payment-invoices',
  ]);
  const authorization = `Basic ${Buffer.from('account:key').toString('base64')}`;
  expect(asked.every((one) => one.authorization === authorization)).toBe(true);
});

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) is not followed, and nobody else gets our key',
  async (status) => {
    const other = await connection((_, response) => response.end(listOf(null)));
    const paymega = await connection((_, response) =>
      response.writeHead(status, { location: `${other.url}/payment-invoices` }).end(),
    );
    const api = clientOf(paymega.url);
    await expect(api.page(WINDOW)).rejects.toMatchObject({ fault: 'unreadable', status });
    await expect(api.invoice('cpi_1')).rejects.toMatchObject({ fault: 'unreadable' });
    expect((await api.create(ORDER)).outcome).toMatchObject({ kind: 'unknown' });
    expect(paymega.asked).toHaveLength(3);
    expect(other.asked).toEqual([]);
  },
);

test('a next link to another origin is never asked: it says only that there is another page', async () => {
  const other = await connection((_, response) => response.end(listOf(null)));
  const paymega = await connection((_, response) =>
    response.end(listOf(`${other.url}/payment-invoices?page[number]=2`)),
  );
  const api = clientOf(paymega.url);
  expect(await api.page(WINDOW)).toMatchObject({ next: undefined, nextNumber: 2, isNotLast: true });
  for (const link of [
    other.url,
    '//elsewhere.example/x',
    paymega.url.replace('http:', 'https:'),
    'file:///etc/passwd',
  ]) {
    await expect(api.pageByLink(link)).rejects.toMatchObject({ fault: 'unreadable' });
  }
  expect(other.asked).toEqual([]);
});

test('a next link of our own origin is followed with our key, also where it is relative', async () => {
  const { url, asked } = await connection((_, response) =>
    response.end(listOf('/payment-invoices?page[number]=2')),
  );
  const api = clientOf(url);
  const { next } = await api.page(WINDOW);
  expect(next).toBe(`${url}/payment-invoices?page[number]=2`);
  await api.pageByLink(String(next));
  expect(asked[1]).toEqual({
    path: '/payment-invoices?page[number]=2',
    authorization: asked[0]?.authorization,
  });
});

test.each([
  ['null', 'unreadable'],
  ['[]', 'unreadable'],
  ['{"data":{}}', 'unreadable'],
  ['{"data":[{"id":"cpi_1"}]}', 'unreadable'],
  ['{"data":[null]}', 'unreadable'],
])('a list that answers %s is %s', async (body, fault) => {
  const { url } = await connection((_, response) => response.end(body));
  await expect(clientOf(url).page(WINDOW)).rejects.toMatchObject({ fault });
});

test.each([
  ['a query alone', '?page[number]=2', '/payment-invoices?page[number]=2'],
  ['beside the list', 'payment-invoices?page[number]=2', '/payment-invoices?page[number]=2'],
  ['an object', { href: '/payment-invoices?page[number]=2' }, '/payment-invoices?page[number]=2'],
])('a next link that is %s belongs to the list that was asked for', async (_, link, path) => {
  const { url } = await connection((_request, response) => response.end(listOf(link)));
  expect(await clientOf(url).page(WINDOW)).toMatchObject({ next: `${url}${path}`, nextNumber: 2 });
});

test('a next link does not bear our key', async () => {
  const { url } = await connection((_, response) => response.end(listOf('?page[number]=2')));
  expect(JSON.stringify(await clientOf(url).page(WINDOW))).not.toContain('key@');
});

test.each([
  ['a byte order mark before it', `\uFEFF${listOf(null)}`, { resources: [], next: null }],
  ['its total as a text', '{"data":[],"meta":{"total":"692"}}', { total: 692 }],
  ['its total as something else', '{"data":[],"meta":{"total":{"value":692}}}', { total: null }],
  ['null for nothing', '{"data":null,"meta":{"total":0}}', { resources: [], total: 0 }],
  ['numbers for keys', '{"data":{"1":{"id":"cpi_1","attributes":{}}}}', { resources: [{ id: 'cpi_1' }] }],
])('a list with %s is read', async (_, body, page) => {
  const { url } = await connection((_request, response) => response.end(body));
  expect(await clientOf(url).page(WINDOW)).toMatchObject(page);
});

test('no content is a list of nothing, and says nothing about one invoice', async () => {
  const { url } = await connection((_, response) => response.writeHead(204).end());
  expect(await clientOf(url).page(WINDOW)).toMatchObject({ resources: [] });
  await expect(clientOf(url).invoice('cpi_1')).rejects.toMatchObject({ fault: 'unreadable' });
});

/** What a server may send instead of an answer, as bytes on the wire. */
const BROKEN: [string, (response: ServerResponse) => unknown][] = [
  ['ends before its length', (response) => cutOff(response, { 'content-length': '500' })],
  ['ends between two chunks', (response) => cutOff(response, {})],
  ['is packed, and cut off', (response) => packed(response, gzipSync(listOf(null)).subarray(0, 20))],
  ['calls itself packed', (response) => packed(response, Buffer.from(listOf(null)))],
  ['is empty', (response) => response.end()],
  ['is a page of a proxy', (response) => response.end('<html>Please wait</html>')],
  ['is a page of a proxy that says 404', (response) => response.writeHead(404).end('<html>404</html>')],
  ['is another document', (response) => response.end('{"status":"maintenance"}')],
  ['is no HTTP', (response) => response.socket?.end('SSH-2.0-OpenSSH_9.6\r\n')],
];

function cutOff(response: ServerResponse, headers: Record<string, string>): void {
  response.writeHead(200, headers);
  response.write('{"data":[');
  response.socket?.end();
}

function packed(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': body.length }).end(body);
}

test.each(BROKEN)('an answer that %s is asked for again, and then failed', async (_, breaks) => {
  let answered = 0;
  const flaky = await connection((_request, response) =>
    answered++ === 0 ? breaks(response) : response.end(listOf(null)),
  );
  expect(await clientOf(flaky.url, { retries: 1 }).page(WINDOW)).toMatchObject({ resources: [] });
  const broken = await connection((_request, response) => breaks(response));
  const failed = clientOf(broken.url, { retries: 1 }).page(WINDOW);
  await expect(failed).rejects.toMatchObject({ isRetryable: true });
  expect([flaky.asked.length, broken.asked.length]).toEqual([2, 2]);
});

test('a next link that is no address is unreadable', async () => {
  const { url } = await connection((_, response) => response.end(listOf('http://[')));
  await expect(clientOf(url).page(WINDOW)).rejects.toMatchObject({ fault: 'unreadable' });
});

test('a list without links or total says that it does not say', async () => {
  const { url } = await connection((_, response) => response.end('{"data":[],"links":[],"meta":[]}'));
  expect(await clientOf(url).page(WINDOW)).toEqual({
    ...{ resources: [], recognised: [] },
    ...{ next: undefined, total: null },
  });
});

test('an answer that turns out to be none after its documents were looked up is asked for again', async () => {
  const unreadable = listOf(null, [{ id: 'cpi_a', attributes: { created: 1, text: 'x' } }]).replace(
    '"x"',
    '"\\q"',
  );
  const answers = [unreadable, unreadable, listOf(null, [{ id: 'cpi_b', attributes: { created: 1 } }])];
  const { url, asked } = await connection((_, response) => response.end(answers.shift()));
  const lookedUp: string[] = [];
  const page = await clientOf(url, { retries: 1 }).page(WINDOW, undefined, async (documents) => {
    lookedUp.push(...documents.map(({ id }) => id));
    return documents.map(() => false);
  });
  expect(page.resources.map(({ id }) => id)).toEqual(['cpi_b']);
  expect({ lookedUp, asked: asked.length }).toEqual({ lookedUp: ['cpi_a'], asked: 3 });
});

test('references are compared letter for letter, however generous Paymega’s filter is', async () => {
  const bearing = ['order-1', 'Order-1', 'order-10', 'order-1 ', null, 1].map((reference_id, place) => ({
    id: `cpi_${place}`,
    attributes: { reference_id },
  }));
  const { url } = await connection((_, response) => response.end(listOf(null, bearing)));
  expect((await clientOf(url).invoicesByReference('order-1')).map(({ id }) => id)).toEqual(['cpi_0']);
});

test('no more calls are under way at once than the settings say', async () => {
  const held: ServerResponse[] = [];
  let most = 0;
  const { url, asked } = await connection((_, response) => {
    held.push(response);
    most = Math.max(most, held.length);
  });
  const api = clientOf(url, { concurrency: 3 });
  const calls = Promise.all(Array.from({ length: 9 }, () => api.page(WINDOW)));
  for (let answered = 0; answered < 9; answered++) {
    await vi.waitFor(() => expect(asked.length).toBe(Math.min(9, answered + 3)));
    held.shift()?.end(listOf(null));
  }
  expect(await calls).toHaveLength(9);
  expect(most).toBe(3);
});

test('idle ends when what was begun has ended', async () => {
  const held: ServerResponse[] = [];
  const { url } = await connection((_, response) => held.push(response));
  const api = clientOf(url);
  let isIdle = false;
  const call = api.page(WINDOW);
  const idle = api.idle().then(() => {
    isIdle = true;
  });
  await vi.waitFor(() => expect(held).toHaveLength(1));
  expect(isIdle).toBe(false);
  held[0]?.end(listOf(null));
  await Promise.all([call, idle]);
  expect(isIdle).toBe(true);
});

const ORDER = {
  reference_id: 'order-1',
  description: 'One test',
  currency: 'USD',
  amount: '1',
  service: 'payment_card_usd_hpp',
  return_url: 'https://shop.example/done',
  callback_url: 'https://shop.example/callbacks',
  test_mode: true,
};
