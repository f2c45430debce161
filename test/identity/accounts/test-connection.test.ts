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

const tested = (over: Partial<PrivateApiSettings> = {}) =>
  testConnection({
    secrets: { live: [], test: [] },
    cardgate: { url: sandbox.cardgateUrl, isPublicOnly: false },
    privateApi: createPrivateApi({
      ...{ url: sandbox.url, accountId: 'account', apiKey: 'key', retries: 0, ...over },
    }),
  });

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
