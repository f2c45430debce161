import { expect, test } from 'vitest';
import { RESOLUTION_BY_EXPIRY } from '#paymega/test-cards.ts';
import { callGateway, created, invoice, ORDER, saleOf, sell, started } from '../started.ts';

const PAYS = '5519283812030000';
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

test('a one-time password is asked for in an unknown form, and the payment stays pending', async () => {
  const sandbox = await started();
  const order = await created(sandbox);
  const answer = await sell(sandbox, order, '5123817234060000', '1035', 'ADA OTP');
  expect(answer).toEqual({
    status: 'process_pending',
    auth_mode: 'otp',
    auth_payload: { hint: 'code sent to …42' },
  });
  expect((await invoice(sandbox, order.id)).attributes.status).toBe('process_pending');
});

test('an invoice is paid once', async () => {
  const sandbox = await started();
  const order = await created(sandbox);
  await sell(sandbox, order, PAYS);
  expect((await callGateway(sandbox, order, saleOf(PAYS))).status).toBe(422);
});
