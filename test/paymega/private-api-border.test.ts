import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createPrivateApi, type PrivateApiSettings } from '#paymega/private-api.ts';

const WINDOW = { from: 0, to: 1, number: 1, size: 20 };

/** A counterparty that answers as the test says, and remembers what it was asked; it ends with the test. */
async function counterparty(answer: (request: IncomingMessage, response: ServerResponse) => void) {
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
  const { url, asked } = await counterparty((_, response) => response.end(listOf(null)));
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
    const other = await counterparty((_, response) => response.end(listOf(null)));
    const paymega = await counterparty((_, response) =>
      response.writeHead(status, { location: `${other.url}/payment-invoices` }).end(),
    );
    const api = clientOf(paymega.url);
    await expect(api.page(WINDOW)).rejects.toMatchObject({ fault: 'unreadable', status });
    await expect(api.invoice('cpi_1')).rejects.toMatchObject({ fault: 'unreadable' });
    await expect(api.create(ORDER)).rejects.toMatchObject({ fault: 'unreadable' });
    expect(paymega.asked).toHaveLength(3);
    expect(other.asked).toEqual([]);
  },
);

test('a next link to another origin is refused', async () => {
  const other = await counterparty((_, response) => response.end(listOf(null)));
  const paymega = await counterparty((_, response) =>
    response.end(listOf(`${other.url}/payment-invoices?page=2`)),
  );
  const api = clientOf(paymega.url);
  await expect(api.page(WINDOW)).rejects.toMatchObject({ fault: 'unreadable' });
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
  const { url, asked } = await counterparty((_, response) =>
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
  const { url } = await counterparty((_, response) => response.end(body));
  await expect(clientOf(url).page(WINDOW)).rejects.toMatchObject({ fault });
});

test('a next link that is no address is unreadable', async () => {
  const { url } = await counterparty((_, response) => response.end(listOf('http://[')));
  await expect(clientOf(url).page(WINDOW)).rejects.toMatchObject({ fault: 'unreadable' });
});

test('a list without links or total says that it does not say', async () => {
  const { url } = await counterparty((_, response) => response.end('{"data":[],"links":[],"meta":[]}'));
  expect(await clientOf(url).page(WINDOW)).toEqual({ resources: [], next: undefined, total: null });
});

test('references are compared letter for letter, however generous Paymega’s filter is', async () => {
  const bearing = ['order-1', 'Order-1', 'order-10', 'order-1 ', null, 1].map((reference_id, place) => ({
    id: `cpi_${place}`,
    attributes: { reference_id },
  }));
  const { url } = await counterparty((_, response) => response.end(listOf(null, bearing)));
  expect((await clientOf(url).invoicesByReference('order-1')).map(({ id }) => id)).toEqual(['cpi_0']);
});

test('no more calls are under way at once than the settings say', async () => {
  const held: ServerResponse[] = [];
  let most = 0;
  const { url, asked } = await counterparty((_, response) => {
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
  const { url } = await counterparty((_, response) => held.push(response));
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
