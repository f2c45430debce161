import { expect, test } from 'vitest';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import {
  call,
  callGateway,
  create,
  created,
  invoice,
  list,
  ORDER,
  saleOf,
  sell,
  started,
  type Told,
} from '../started.ts';

const PAYS = '5519283812030000';
const ONCE = { count: 1 };

/** What a caller gets of a call: a status, or how it failed. */
async function heard(answer: Promise<Response>): Promise<number | string> {
  try {
    const { status, text } = await answer.then(async (one) => ({
      status: one.status,
      text: await one.text(),
    }));
    return text === '' ? 'nothing' : status;
  } catch (error) {
    return error instanceof DOMException ? 'no answer' : 'cut off';
  }
}

// Where no answer is to come: long enough for one, were there one.
const patienceFor = (expected: number | string) =>
  expected === 'no answer' ? { signal: AbortSignal.timeout(1000) } : {};
const sale = (sandbox: Sandbox, told: Told, patience = {}) =>
  callGateway(sandbox, told, saleOf(PAYS), patience);
const refund = (sandbox: Sandbox, { id }: Told, patience = {}) => {
  const body = JSON.stringify({ data: { type: 'refund', id, attributes: { amount: 1 } } });
  return call(sandbox, `/payment-invoices/${id}/refund`, { method: 'POST', body, ...patience });
};
const statusOf = async (sandbox: Sandbox, { id }: Told) => (await invoice(sandbox, id)).attributes.status;

test.each([
  ['gatewayDown', 'cut off'],
  ['gateway401', 401],
  ['gateway422', 422],
  ['gateway429', 429],
  ['gateway500', 500],
] as const)('%s strikes the card gateway alone, before anything is done', async (name, expected) => {
  const sandbox = await started();
  sandbox.faults[name] = ONCE;
  const order = await created(sandbox);
  expect(await heard(sale(sandbox, order))).toBe(expected);
  expect(await statusOf(sandbox, order)).toBe('created');
  expect(await heard(sale(sandbox, order))).toBe(200);
});

test('the card gateway says when to come back, too', async () => {
  const sandbox = await started();
  Object.assign(sandbox.faults, { gateway429: ONCE, retryAfterSeconds: 7 });
  const answer = await sale(sandbox, await created(sandbox));
  expect(answer.headers.get('retry-after')).toBe('7');
});

test.each([
  ['saleThen500', 500],
  ['saleThenCut', 'cut off'],
  ['saleThenHang', 'no answer'],
] as const)('%s strikes once the sale is done', async (name, expected) => {
  const sandbox = await started();
  sandbox.faults[name] = ONCE;
  const order = await created(sandbox);
  expect(await heard(callGateway(sandbox, order, {}))).toBe(400);
  expect(await heard(sale(sandbox, order, patienceFor(expected)))).toBe(expected);
  await expect.poll(() => statusOf(sandbox, order)).toBe('processed');
});

test('of a sale that is cut half the answer comes', async () => {
  const sandbox = await started();
  sandbox.faults.saleThenCut = ONCE;
  const answer = await sale(sandbox, await created(sandbox));
  const whole = JSON.stringify({ status: 'processed', auth_mode: null, auth_payload: [] });
  expect(answer.headers.get('content-length')).toBe(String(whole.length));
  const reader = answer.body?.getReader();
  const came = await reader?.read();
  expect(Buffer.from(came?.value ?? []).toString()).toBe(whole.slice(0, whole.length >> 1));
  await expect(reader?.read()).rejects.toThrow('terminated');
});

test.each([
  ['creationThen500', 500],
  ['creationThen408', 408],
  ['creationUnreadable', 201],
] as const)('%s strikes once the invoice is there, and no sale', async (name, expected) => {
  const sandbox = await started();
  const before = await created(sandbox, { ...ORDER, reference_id: 'before' });
  sandbox.faults[name] = ONCE;
  expect(await heard(create(sandbox, { ...ORDER, amount: 0 }))).toBe(422);
  expect(await heard(sale(sandbox, before))).toBe(200);
  const answer = await create(sandbox);
  expect(answer.status).toBe(expected);
  expect(await answer.json()).not.toHaveProperty('data.id');
  expect((await list(sandbox, { 'filter[reference_id]': ORDER.reference_id })).data).toHaveLength(1);
});

test.each([
  ['wrongAmountInAnswer', { amount: 12.35 }],
  ['liveInAnswer', { test_mode: false }],
  ['otherReferenceInAnswer', { reference_id: 'order-of-the-test-other' }],
  ['otherCurrencyInAnswer', { currency: 'EUR' }],
] as const)('%s strikes the answer to a creation, and nothing that is told later', async (name, wrong) => {
  const sandbox = await started();
  sandbox.faults[name] = ONCE;
  const told = await created(sandbox);
  const { amount, currency, reference_id, test_mode } = ORDER;
  const right = { amount, currency, reference_id, test_mode };
  expect(told.attributes).toMatchObject({ ...right, ...wrong });
  expect((await invoice(sandbox, told.id)).attributes).toMatchObject(right);
});

test.each([
  ['refundThen500', 500],
  ['refundUnknown', 'no answer'],
] as const)('%s strikes once the refund has begun', async (name, expected) => {
  const sandbox = await started();
  sandbox.faults[name] = ONCE;
  const order = await created(sandbox);
  expect(await heard(refund(sandbox, order))).toBe(422);
  await sell(sandbox, order, PAYS);
  expect(await heard(refund(sandbox, order, patienceFor(expected)))).toBe(expected);
  await expect.poll(() => statusOf(sandbox, order)).toBe('refunding');
});
