import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sell } from '#paymega/card-gateway.ts';
import { createPrivateApi } from '#paymega/private-api.ts';

const MB = 1024 * 1024;
const packed = gzipSync(Buffer.alloc(64 * MB, ' '));
let server: Server;
let url = '';
let asked = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked++;
    request.resume();
    const isPlain = request.url?.includes('plain') ?? false;
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(isPlain ? {} : { 'content-encoding': 'gzip', 'content-length': packed.length }),
    });
    response.on('error', () => undefined);
    response.end(isPlain ? Buffer.alloc(64 * MB, ' ') : packed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each(['cpi_packed', 'cpi_plain'])('an answer that is too large is no answer: %s', async (id) => {
  asked = 0;
  const api = createPrivateApi({ url, accountId: 'account', apiKey: 'key', retries: 0 });
  await expect(api.invoice(id)).rejects.toMatchObject({
    fault: 'unreadable',
    message: 'the answer is larger than 32 MB',
  });
  expect(asked).toBe(1);
});

test('nor is one of the card gateway', async () => {
  const card = { number: '4111111111111111', holder: 'A B', cvv: '123', expMonth: '12', expYear: '30' };
  const { outcome, exchange } = await sell({ url, isPublicOnly: false }, 'token', {
    card,
    browserInfo: null,
  });
  expect(outcome).toEqual({ kind: 'unknown', message: 'the answer is larger than 1 MB' });
  expect(exchange).toMatchObject({ failure: { fault: 'unreadable' }, answerBody: null });
});
