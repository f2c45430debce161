import { expect, test } from 'vitest';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { bring, type Challenge, challengeOf, fieldsOf, formIn, send } from '../payer.ts';
import { callGateway, created, invoice, ORDER, saleOf, sell, shop, started, type Told } from '../started.ts';

const PAYS = '5123817234060000';
const FAILS = '4412397212080000';
const ONCE = { count: 1 };

/** An invoice whose payer has a card holder's name of these words, and the challenge of its sale. */
async function challenged(
  sandbox: Sandbox,
  words: string,
): Promise<{ order: Told; challenge: Challenge; fields: Record<string, string> }> {
  const order = await created(sandbox);
  const challenge = challengeOf(await sell(sandbox, order, PAYS, '1035', `ADA ${words}`));
  return { order, challenge, fields: fieldsOf(challenge.params) };
}

test.each([
  ['3DS1', PAYS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS2', PAYS, '1035', 'confirm', 'processed', 'ok'],
  ['3DS1', PAYS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS2', PAYS, '1035', 'cancel', 'process_failed', 'client_auth_failed'],
  ['3DS1', FAILS, '0529', 'confirm', 'process_failed', 'insufficient_funds'],
  ['3DS2', FAILS, '0933', 'confirm', 'process_failed', 'declined'],
  ['3DS2', PAYS, '0777', 'confirm', 'process_pending', 'auth_3ds_required'],
] as const)('%s, card %s of %s, %s: %s', async (version, card, expiry, button, status, resolution) => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, scenarios: 'smooth' });
  const order = await created(sandbox, { ...ORDER, callback_url: callbackUrl });
  const answer = await sell(sandbox, order, card, expiry, `Ada ${version}`);
  expect(answer).toMatchObject({ status: 'process_pending', auth_mode: '3ds' });

  const form = formIn(await (await bring(challengeOf(answer))).text(), button);
  const back = await send(form);
  expect(back.status).toBe(303);
  expect(back.headers.get('location')).toBe(ORDER.return_url);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
  await expect.poll(() => received.filter(({ body }) => body.includes(order.id)).length).toBe(2);

  // The payer's browser may send the page again.
  expect((await send(form)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes).toMatchObject({ status, resolution });
});

const QUERY = ['RID', 'VAA'];
const NESTED = ['data[threeDS][id]', 'data[list][0]', 'data[list][1]'];

test.each([
  ['3DS1', 'POST', ['MD', 'PaReq', 'TermUrl'], []],
  ['3DS2', 'POST', ['creq'], []],
  ['3DS1 GET', 'GET', ['MD', 'PaReq', 'TermUrl'], QUERY],
  ['GET', 'GET', ['creq'], QUERY],
  ['NUMBERS', 'POST', ['creq', 'amount', 'version'], []],
  ['NESTED', 'POST', ['creq', ...NESTED], []],
  ['3DS1 NOPARAMS', 'GET', [], ['MD', 'PaReq', 'TermUrl']],
  ['NOPARAMS GET NESTED NUMBERS', 'GET', [], [...QUERY, 'creq', 'amount', 'version', ...NESTED]],
  ['3DS1 ODDNAMES', 'POST', ['Md2', 'pa_req', 'term_url_back'], []],
  ['ODDNAMES', 'POST', ['c_req'], []],
  ['3DS1 REDIRECT', 'POST', ['MD', 'PaReq', 'TermUrl'], []],
  ['REDIRECT GET', 'GET', ['creq'], QUERY],
  ['3DS1 GETBACK', 'POST', ['MD', 'PaReq', 'TermUrl'], []],
  ['GETBACK', 'POST', ['creq'], []],
  [
    ...['3DS1 GET NUMBERS NESTED ODDNAMES REDIRECT GETBACK', 'GET'],
    ['Md2', 'pa_req', 'term_url_back', 'amount', 'version', ...NESTED],
    QUERY,
  ],
] as [string, string, string[], string[]][])(
  'a challenge of %s goes by %s and ends the payment',
  async (words, method, names, query) => {
    const sandbox = await started();
    const { order, challenge, fields } = await challenged(sandbox, words);
    expect(challenge.method).toBe(method);
    expect(Object.keys(fields)).toEqual(names);
    expect([...new URL(challenge.action).searchParams.keys()]).toEqual(query);

    const page = await bring(challenge, { redirect: 'follow' });
    const form = formIn(await page.text(), 'confirm');
    expect(form.method).toBe(words.includes('GETBACK') ? 'GET' : 'POST');
    expect((await send({ ...form, method: form.method === 'GET' ? 'POST' : 'GET' })).status).toBe(405);
    expect((await send(form)).status).toBe(303);
    expect((await invoice(sandbox, order.id)).attributes.status).toBe('processed');
  },
);

test('numbers of a challenge stand in the answer as they were written', async () => {
  const sandbox = await started();
  const answer = await callGateway(sandbox, await created(sandbox), saleOf(PAYS, '1035', 'ADA NUMBERS'));
  expect(await answer.text()).toContain('"amount":10,"version":2.10}');
});

test.each([
  ['GET', 'its own query', ({ action }: Challenge) => ({ action: action.split('?')[0] ?? '' }), {}],
  ['NUMBERS', 'a digit', () => ({}), { version: '2.1' }],
  ['NESTED', 'its nesting', () => ({}), { 'data[threeDS][id]': '[object Object]' }],
  ['NESTED', 'an end of its list', () => ({}), { 'data[list][1]': '' }],
  ['3DS1', 'its PaReq', () => ({}), { PaReq: '' }],
  ['3DS1', 'an end of its MD', () => ({}), { MD: 'eA.none' }],
  ['3DS1', 'an address to answer to', () => ({}), { TermUrl: 'javascript:alert(1)' }],
] as const)('a challenge of %s that has lost %s is refused', async (words, _, lost, spoilt) => {
  const { challenge, fields } = await challenged(await started(), words);
  expect((await bring(challenge)).status).toBe(200);
  const params = { ...fields, ...spoilt };
  expect((await bring({ ...challenge, ...lost(challenge), params })).status).toBe(400);
});

test('a challenge of odd names is refused under the usual ones', async () => {
  const { challenge, fields } = await challenged(await started(), '3DS1 ODDNAMES');
  const params = { MD: fields.Md2, PaReq: fields.pa_req, TermUrl: fields.term_url_back };
  expect((await bring({ ...challenge, params })).status).toBe(400);
});

test('the bank’s page takes the method that the challenge did not name, but no other', async () => {
  const { challenge } = await challenged(await started(), '3DS1 PUT');
  expect(challenge.method).toBe('PUT');
  const statuses = ['PUT', 'POST', 'GET'].map(
    async (method) => (await bring({ ...challenge, method })).status,
  );
  expect(await Promise.all(statuses)).toEqual([405, 200, 200]);
});

test.each([
  ['REDIRECT', 307, {}],
  ['REDIRECT GET', 302, {}],
  ['3DS1', 307, { acsRedirect: ONCE }],
] as const)('a challenge of %s is sent on to another host by %i', async (words, status, faults) => {
  const sandbox = await started();
  Object.assign(sandbox.faults, faults);
  const { challenge } = await challenged(sandbox, words);
  const answer = await bring(challenge);
  expect(answer.status).toBe(status);
  const [from, to] = [challenge.action, answer.headers.get('location') ?? ''].map((one) => new URL(one));
  expect([from?.hostname, to?.hostname, to?.port]).toEqual(['127.0.0.1', 'localhost', from?.port]);
  expect((await bring(challenge, { redirect: 'follow' })).status).toBe(200);
});

test('the bank answers to a TermUrl of the shop, whose relay to the original one ends the payment', async () => {
  const sandbox = await started();
  const { order, challenge, fields } = await challenged(sandbox, '3DS1');
  const ours = 'https://shop.example/acs-return';
  const page = await bring({ ...challenge, params: { ...fields, TermUrl: ours } });
  const form = formIn(await page.text(), 'confirm');
  expect(form.action).toBe(ours);
  const relayed = { ...form, action: fields.TermUrl ?? '' };
  expect((await send({ ...relayed, fields: { ...form.fields, PaRes: 'forged' } })).status).toBe(400);
  expect((await send(relayed)).status).toBe(303);
  expect((await invoice(sandbox, order.id)).attributes.status).toBe('processed');
});

test('an answer by GET keeps the query of the shop’s address', async () => {
  const { challenge, fields } = await challenged(await started(), '3DS1 GETBACK');
  const ours = 'https://shop.example/acs-return?payment=7';
  const page = await bring({ ...challenge, params: { ...fields, TermUrl: ours } });
  const form = formIn(await page.text(), 'confirm');
  expect(form).toMatchObject({ method: 'GET', action: 'https://shop.example/acs-return' });
  expect(Object.keys(form.fields)).toEqual(['payment', 'MD', 'PaRes']);
});

test('a bank that is silent shows a page without a form', async () => {
  const sandbox = await started();
  const { order, challenge } = await challenged(sandbox, '3DS2');
  sandbox.faults.acsSilent = ONCE;
  const page = await bring(challenge);
  expect([page.status, (await page.text()).includes('<form')]).toEqual([200, false]);
  expect((await invoice(sandbox, order.id)).attributes.status).toBe('process_pending');
});

test.each([
  ['3DS1', 'POST'],
  ['3DS1 GETBACK', 'GET'],
])('a bank of %s that answers twice sends the same by itself, by %s', async (words, method) => {
  const { url, received } = await shop();
  const sandbox = await started();
  const { challenge, fields } = await challenged(sandbox, words);
  sandbox.faults.acsTwice = ONCE;
  const page = await bring({ ...challenge, params: { ...fields, TermUrl: url } });
  const form = formIn(await page.text(), 'confirm');
  await expect.poll(() => received.length).toBe(1);
  await send(form);
  await expect.poll(() => received.length).toBe(2);
  const [first, second] = received.map((one) => [one.method, one.url, one.body.toString()]);
  expect(first).toEqual(second);
  expect(first?.[0]).toBe(method);
});
