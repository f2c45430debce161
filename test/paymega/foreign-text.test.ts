import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sell } from '#paymega/card-gateway.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { foreignText, isStorable } from '#paymega/foreign-text.ts';
import { createPrivateApi } from '#paymega/private-api.ts';

let answer: { status: number; body: unknown };
let url = '';
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
});
beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  url = typeof address === 'object' ? `http://127.0.0.1:${address?.port}` : '';
});
afterEach(() => new Promise((resolve) => server.closeAllConnections() ?? server.close(resolve)));

const [USER, KEY, LIVE, TEST] = ['coma_7Vd', 'k/ey+"secret', 'live_9f', 'test_3c'];

/** What an error of Paymega with these words says. */
async function wordsOf(detail: string, status = 422): Promise<string> {
  answer = { status, body: { errors: [{ detail }] } };
  const own = { accountId: USER, apiKey: KEY, secrets: () => [LIVE, TEST], retries: 0 };
  const error = await createPrivateApi({ url, ...own })
    .page({ number: 1, size: 1 })
    .catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PaymegaError);
  return error.message;
}

describe('Paymega’s words of an error', () => {
  const pair = Buffer.from(`${USER}:${KEY}`).toString('base64');
  test.each([
    ...[
      USER,
      KEY,
      LIVE,
      TEST,
      USER.toUpperCase(),
      pair,
      encodeURIComponent(KEY),
      JSON.stringify(KEY).slice(1, -1),
    ],
    Buffer.from(KEY).toString('base64'),
  ])('hold no secret of the account: %s', async (secret) => {
    const message = await wordsOf(`not allowed: (${secret}), see the manual`);
    expect(message).toBe('Paymega answered 422: not allowed: ([redacted]), see the manual');
  });

  test.each(['5123 8172 3406 0000', '5123817234060000', 'cvv=417', 'Bearer tok_5secret99'])(
    'hold no card and no token: %s',
    async (secret) => {
      expect(await wordsOf(`${'x '.repeat(60)} ${secret}`, 500)).not.toMatch(/8172|417|secret/);
    },
  );

  test('are cut behind what is hidden in them, not in it, and are a text for any database', async () => {
    const message = await wordsOf(`\0\ud800${'x'.repeat(240)} ${KEY} 5123817234060000 ${'y'.repeat(900)}`);
    expect(message).not.toMatch(/secret|k\/ey|51238/);
    expect(isStorable(message)).toBe(true);
    expect(message.length).toBeLessThanOrEqual(301);
  });
});

test('half a character is left nowhere, whatever is cut', () => {
  for (const length of [298, 299, 300])
    expect(isStorable(foreignText(`${'x'.repeat(length)}😀😀`))).toBe(true);
});

describe('a challenge of the card gateway', () => {
  const card = { number: '5123817234060000', holder: 'A', cvv: '417', expMonth: '12', expYear: '30' };
  const sale = (params: Record<string, string>) => {
    const auth_payload = { action: 'https://acs.example/', method: 'POST', params };
    answer = { status: 200, body: { status: 'process_pending', auth_mode: '3ds', auth_payload } };
    return sell({ url, isPublicOnly: false }, 'tok_secret', { card, browserInfo: null });
  };

  test('is handed on as it came', async () => {
    const params = { MD: '4539578763621486', PaReq: 'x' };
    expect((await sale(params)).outcome).toMatchObject({ challenge: { fields: Object.entries(params) } });
  });

  test.each([
    ['quotes the card', { a: `n=${card.number}` }],
    ['quotes the token', { a: 'tok_secret' }],
    ['holds a NUL', { a: '\0' }],
    ['holds half a character', { '\ud800': 'a' }],
    ['is endless', { a: 'x'.repeat(100_001) }],
  ])('is not taken where it %s', async (_, params) => {
    const { outcome } = await sale(params as Record<string, string>);
    expect(outcome).toMatchObject({ kind: 'unknown', message: expect.stringContaining('cannot be kept') });
  });
});
