import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testConnection } from '#identity/accounts/test-connection.ts';
import type { PrivateApiSettings } from '#paymega/answers.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { type Sandbox, startSandbox } from '#paymega/sandbox/server.ts';

const REFUSED = { code: 'no_connection', status: 422 };
const NOW = () => Math.floor(Date.now() / 1000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    ...{
      seed: 11,
      accountId: 'account',
      apiKey: 'key',
      perDay: 2000,
      callbackUrl: null,
      scenarios: 'smooth',
    },
    ...{ liveSecret: 'live', testSecret: 'test', startsAt: NOW() - 86_400 },
    now: NOW,
  });
});
afterAll(() => sandbox.close());

// As patient as in the console: what is asked once is so by the test of a connection alone.
const tested = (over: Partial<PrivateApiSettings> = {}, seconds?: number) => {
  const settings = { url: sandbox.url, accountId: 'account', apiKey: 'key', ...over };
  return testConnection({ privateApi: createPrivateApi(settings) }, seconds);
};

/** Acts while a server does this with every question; `asked` are those that it was asked. */
async function withServer(
  answer: (response: ServerResponse) => void,
  act: (url: string, asked: string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    await act(`http://127.0.0.1:${port}`, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a connection that is tested', () => {
  test('says what Paymega has of the last hour', async () => {
    expect(await tested()).toMatch(
      /^Paymega answers: (invoices of the last hour are there|no invoice in the last hour)\.$/,
    );
  });

  test.each([
    ['API key', { apiKey: 'another' }],
    ['Account ID', { accountId: 'another' }],
  ])('with a wrong %s says so, without telling it', async (_, wrong) => {
    const message = await tested(wrong).then(
      () => '',
      (error: Error) => {
        expect(error).toMatchObject(REFUSED);
        return error.message;
      },
    );
    expect(message).toContain('the Account ID or the API key is wrong');
    expect(message).not.toContain('another');
  });

  test('where nobody listens says that it could not be reached', async () => {
    await expect(tested({ url: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining('could not be reached'),
    });
  });

  test('is asked for once, and says so', async () => {
    await withServer(
      (response) => response.writeHead(503).end(),
      async (url, asked) => {
        await expect(tested({ url })).rejects.toMatchObject({
          ...REFUSED,
          message: 'Paymega answered 503; it was asked once, for 5 seconds at the most',
        });
        expect(asked).toHaveLength(1);
      },
    );
  });

  test('does not wait for an answer as long as a run would', async () => {
    await withServer(
      () => {},
      async (url, asked) => {
        await expect(tested({ url, timeoutSeconds: 3600 }, 0.3)).rejects.toMatchObject({
          ...REFUSED,
          message: 'Paymega did not answer in time; it was asked once, for 0.3 seconds at the most',
        });
        expect(asked).toHaveLength(1);
      },
    );
  });

  test('where something else answers says so', async () => {
    await expect(tested({ url: `${sandbox.cardgateUrl}/nothing-here` })).rejects.toMatchObject(REFUSED);
  });

  test('to a private address is not made for an account that somebody typed', async () => {
    await expect(tested({ isPublicOnly: true })).rejects.toMatchObject(REFUSED);
    await expect(
      tested({ url: sandbox.url.replace('127.0.0.1', 'localhost'), isPublicOnly: true }),
    ).rejects.toMatchObject(REFUSED);
  });
});
