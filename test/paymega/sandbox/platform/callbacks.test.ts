import { expect, test } from 'vitest';
import { isSignedWith } from '#paymega/signature.ts';
import { created, DAY, ORDER, START, sell, shop, started } from '../started.ts';

const PAYS = '5519283812030000';

test('a payment is told with the signature of its mode', async () => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl });
  await sell(sandbox, await created(sandbox, { ...ORDER, callback_url: callbackUrl }), PAYS);
  await expect.poll(() => received.length).toBe(1);
  const [callback] = received;
  const signature = String(callback?.headers['x-signature']);
  expect(callback && isSignedWith('test-secret', callback.body, signature)).toBe(true);
  expect(callback?.headers).toMatchObject({
    'retry-count': '1',
    'next-retry': String(START + 10 * DAY + 60),
  });
});

test('whatever is not 200 brings the callback back after 1, 2, 3 … minutes, and no redirect is followed', async () => {
  let now = START + 10 * DAY;
  const { url: callbackUrl, received } = await shop(500, 201, 302, 204);
  // A shop whose history has ended: only what the test does is told.
  const sandbox = await started({ callbackUrl, endsAt: START, now: () => now });
  await sell(sandbox, await created(sandbox, { ...ORDER, callback_url: callbackUrl }), PAYS);
  for (const minutes of [1, 2, 3, 4]) {
    await expect.poll(() => received.length).toBe(minutes);
    expect(received.at(-1)?.headers['next-retry']).toBe(String(now + minutes * 60));
    now += minutes * 60;
  }
  await expect.poll(() => received.length).toBe(5);
  expect(received.map(({ headers }) => headers['retry-count'])).toEqual(['1', '2', '3', '4', '5']);
  expect(new Set(received.map(({ body }) => body.toString())).size).toBe(1);
});

test('the shop lives on: procedural callbacks come live, the same as the deliveries tell', async () => {
  let now = START + 10 * DAY;
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, scenarios: 'smooth', now: () => now });
  const expected = [...sandbox.deliveries(sandbox.startedAt, sandbox.startedAt + 7200)].map(
    ({ body }) => body,
  );
  now += 7199;
  await expect.poll(() => received.length).toBe(expected.length);
  expect(received.map(({ body }) => body.toString()).sort()).toEqual(expected.sort());
});

test('callbacks can be lost and doubled', async () => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, endsAt: START });
  sandbox.faults.callbackLoss = { count: 1 };
  sandbox.faults.callbackDouble = { count: 1 };
  await sell(sandbox, await created(sandbox, { ...ORDER, callback_url: callbackUrl }), PAYS);
  const doubled = await created(sandbox, {
    ...{ ...ORDER, callback_url: callbackUrl },
    reference_id: 'told-twice',
  });
  await sell(sandbox, doubled, PAYS);
  await expect.poll(() => received.length).toBe(2);
  expect(received.every(({ body }) => body.includes(doubled.id))).toBe(true);
});

test('a callback can be signed wrongly', async () => {
  const { url: callbackUrl, received } = await shop();
  const sandbox = await started({ callbackUrl, endsAt: START });
  sandbox.faults.callbackBadSignature = { count: 1 };
  await sell(sandbox, await created(sandbox, { ...ORDER, callback_url: callbackUrl }), PAYS);
  await sell(sandbox, await created(sandbox, { ...ORDER, callback_url: callbackUrl }), PAYS);
  await expect.poll(() => received.length).toBe(2);
  const areRight = received.map(({ body, headers }) =>
    isSignedWith('test-secret', body, String(headers['x-signature'])),
  );
  expect(areRight.toSorted()).toEqual([false, true]);
});
