import { expect, test } from 'vitest';
import { z } from 'zod';
import { call, create, ORDER, started } from '../started.ts';

const servicesSchema = z.object({ data: z.array(z.object({ id: z.string(), attributes: z.unknown() })) });

/** The services that a pre-request finds open. */
async function openTo(attributes: object) {
  const body = JSON.stringify({ data: { type: 'payment-pre-request', attributes } });
  const answer = await call(await started(), '/payment-pre-request', { method: 'POST', body });
  expect(answer.status).toBe(200);
  return servicesSchema.parse(await answer.json()).data;
}

test.each([
  ['USD', 12.34, ['payment_card_usd_hpp', 'payment_card_usd_h2h']],
  ['USD', 10_000, ['payment_card_usd_hpp', 'payment_card_usd_h2h']],
  ['USD', 10_000.01, ['payment_card_usd_hpp']],
  ['JPY', 1, ['payment_card_jpy_hpp', 'payment_card_jpy_h2h']],
  ['KWD', 0.001, ['payment_card_kwd_hpp', 'payment_card_kwd_h2h']],
  ['KWD', 9e15, []],
  ['CHF', 12.34, []],
])('open to %s %d are %j, each of which takes the order', async (currency, amount, expected) => {
  const services = (await openTo({ currency, amount })).map(({ id }) => id);
  expect(services).toEqual(expected);
  for (const service of ['payment_card_usd_hpp', 'payment_card_usd_h2h', ...expected]) {
    const answer = await create(await started(), { ...ORDER, currency, amount, service });
    expect(answer.status).toBe(expected.includes(service) ? 201 : 422);
  }
});

test('a service tells its method and its limits', async () => {
  const [, hostToHost] = await openTo({ currency: 'KWD', amount: 12 });
  expect(hostToHost?.attributes).toEqual({
    ...{ service: 'payment_card_kwd_h2h', method: 'payment_card', currency: 'KWD', flow: 'charge' },
    ...{ min_amount: 0.001, max_amount: 10_000 },
  });
});
