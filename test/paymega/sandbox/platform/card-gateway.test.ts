import { expect, test } from 'vitest';
import { RESOLUTION_BY_EXPIRY } from '#paymega/test-cards.ts';
import { created, invoice, ORDER, sell, shop, started } from '../started.ts';

const PAYS_3DS = '5123817234060000';
const PAYS = '5519283812030000';
const FAILS_3DS = '4412397212080000';
const FAILS = '4302912837020000';

const OUTCOMES: [string, string, string, string | null][] = [
  [PAYS, '1035', 'processed', 'ok'],
  [PAYS, '0777', 'process_pending', null],
  [FAILS, '1035', 'process_failed', 'general_fatal_error'],
];
for (const [expiry, resolution] of Object.entries(RESOLUTION_BY_EXPIRY)) {
  OUTCOMES.push([FAILS, expiry, 'process_failed', resolution]);
}

test.each(OUTCOMES)('card %s of %s: %s, %s', async (card, expiry, status, resolution) => {
  const sandbox = await started();
  const order = await created(sandbox);
  const answer = await sell(sandbox, order, card, expiry);
  expect(answer).toEqual({ status, auth_mode: null, auth_payload: [] });
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
});

test('the test cards open no live invoice', async () => {
  const sandbox = await started();
  const order = await created(sandbox, { ...ORDER, test_mode: false });
  expect(await sell(sandbox, order, PAYS)).toMatchObject({ status: 'process_failed' });
});

test.each([
  ['3DS1', PAYS_3DS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS2', PAYS_3DS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS1', PAYS_3DS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS2', PAYS_3DS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS1', FAILS_3DS, '0529', 'confirm', 'process_failed', 'insufficient_funds'],
  ['3DS2', FAILS_3DS, '0933', 'confirm', 'process_failed', 'declined'],
  ['3DS2', PAYS_3DS, '0777', 'confirm', 'process_pending', 'auth_3ds_required'],
])('%s, card %s of %s, %s: %s', async (version, card, expiry, button, status, resolution) => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, scenarios: 'smooth' });
  const order = await created(sandbox);
  const answer = await sell(sandbox, order, card, expiry, `Ada ${version}`);
  expect(answer).toMatchObject({ status: 'process_pending', auth_mode: '3ds' });
  expect(Object.keys(challenge(answer).params)).toEqual(
    version === '3DS1' ? ['MD', 'PaReq', 'TermUrl'] : ['creq'],
  );

  const form = await bankForm(challenge(answer), button);
  const back = await post(form.action, form.fields);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(ORDER.return_url);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
  await expect.poll(() => received.filter(({ body }) => body.includes(order.id)).length).toBe(2);

  // The payer's browser may send the page again.
  expect((await post(form.action, form.fields)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
});

test('the bank answers to a TermUrl of the shop, whose relay to the original one ends the payment', async () => {
  const sandbox = await started();
  const order = await created(sandbox);
  const { action, method, params } = challenge(await sell(sandbox, order, PAYS_3DS, '1035', 'Ada 3DS1'));
  const ours = 'https://shop.example/acs-return';
  const form = await bankForm({ action, method, params: { ...params, TermUrl: ours } }, 'confirm');
  expect(form.action).toBe(ours);
  expect((await post(params.TermUrl ?? '', { ...form.fields, PaRes: 'forged' })).status).toBe(400);
  expect((await post(params.TermUrl ?? '', form.fields)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes.status).toBe('processed');
});

type Challenge = { action: string; method: string; params: Record<string, string> };

function challenge({ auth_payload }: Awaited<ReturnType<typeof sell>>): Challenge {
  if (Array.isArray(auth_payload)) throw new Error('no challenge');
  return auth_payload;
}

function post(action: string, fields: Record<string, string>): Promise<Response> {
  return fetch(action, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}

/** What the button of the bank's page sends, and where. */
async function bankForm({ action, params }: Challenge, button: string) {
  const html = await (await post(action, params)).text();
  const [, target = '', inputs = ''] =
    new RegExp(`<form id="${button}" [^>]*action="([^"]+)">(.*?)</form>`).exec(html) ?? [];
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of inputs.matchAll(/name="([^"]+)" value="([^"]*)"/g)) {
    fields[name] = plain(value);
  }
  return { action: plain(target), fields };
}

function plain(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
