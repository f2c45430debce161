import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { call, callGateway, create, created, ORDER, saleOf, shop, started, type Told } from '../started.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);
const PAYS = '5519283812030000';
const PAYS_3DS = '5123817234060000';

/** The text of a sample: one request or answer, field by field as the document shows it. */
function sample(name: string): string {
  return readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8');
}

/** The names of all fields, with the JSON type of each value. */
function shapeOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shapeOf(inside)]));
}

const resourceSchema = z.object({ data: z.looseObject({ attributes: z.looseObject({}) }) });

const postTo = (path: string) => (sandbox: Sandbox, body: string) =>
  call(sandbox, path, { method: 'POST', body });
const sell = async (sandbox: Sandbox, body: string, told?: Told) =>
  callGateway(sandbox, told ?? (await created(sandbox)), null, { body });

async function refund(sandbox: Sandbox, body: string): Promise<Response> {
  const told = await created(sandbox);
  await callGateway(sandbox, told, saleOf(PAYS));
  const { data } = resourceSchema.parse(JSON.parse(body));
  const document = JSON.stringify({ data: { ...data, id: told.id } });
  return postTo(`/payment-invoices/${told.id}/refund`)(sandbox, document);
}

async function listOfOne(sandbox: Sandbox): Promise<Response> {
  await callGateway(sandbox, await created(sandbox), saleOf(PAYS));
  return call(sandbox, `/payment-invoices?filter[reference_id]=${ORDER.reference_id}`);
}

const sale = (card: string, expiry?: string, holder?: string) => (sandbox: Sandbox) =>
  sell(sandbox, JSON.stringify(saleOf(card, expiry, holder)));

const EXCHANGES: [string, string, (sandbox: Sandbox, request: string) => Promise<Response>][] = [
  ['creation-request', 'creation-answer', postTo('/payment-invoices')],
  ['creation-request-with-empty-maps', 'creation-answer', postTo('/payment-invoices')],
  ['creation-request-with-maps', 'creation-answer-with-maps', postTo('/payment-invoices')],
  ['pre-request', 'pre-request-answer', postTo('/payment-pre-request')],
  ['sale-request', 'sale-answer-processed', sell],
  ['sale-request-with-browser', 'sale-answer-3ds2', sell],
  ['refund-request', 'refund-answer', refund],
];

test.each(EXCHANGES)('%s is answered as %s shows', async (request, answer, ask) => {
  const answered = await ask(await started(), sample(request));
  expect(answered.status).toBeLessThan(300);
  expect(shapeOf(await answered.json())).toEqual(shapeOf(JSON.parse(sample(answer))));
});

const ANSWERS: [string, (sandbox: Sandbox) => Promise<Response>][] = [
  ['sale-answer-pending', sale(PAYS, '0777')],
  ['sale-answer-3ds1', sale(PAYS_3DS, '1035', 'ADA 3DS1')],
  ['list-answer', listOfOne],
  ['error-answer', (sandbox) => create(sandbox, { ...ORDER, amount: '12.34' })],
];

test.each(ANSWERS)('%s is what the sandbox answers', async (name, ask) => {
  const answered = await ask(await started());
  expect(shapeOf(await answered.json())).toEqual(shapeOf(JSON.parse(sample(name))));
});

const CALLBACKS: [string, string, string][] = [
  ['callback', PAYS, '1035'],
  ['callback-of-a-failure', '4302912837020000', '0529'],
];

test.each(CALLBACKS)('%s is what the sandbox sends', async (name, card, expiry) => {
  const { url: callback_url, received } = await shop();
  const sandbox = await started();
  await sell(
    sandbox,
    JSON.stringify(saleOf(card, expiry)),
    await created(sandbox, { ...ORDER, callback_url }),
  );
  await expect.poll(() => received.length).toBe(1);
  const body = JSON.parse(received[0]?.body.toString() ?? '');
  expect(shapeOf(body)).toEqual(shapeOf(JSON.parse(sample(name))));
});

test('every sample is held against the sandbox', () => {
  const held = [...EXCHANGES, ...ANSWERS, ...CALLBACKS].map(([name]) => name);
  const names = [...held, ...EXCHANGES.map(([, answer]) => answer)].map((name) => `${name}.json`);
  expect(new Set(readdirSync(SAMPLES))).toEqual(new Set(names));
});
