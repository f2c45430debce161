import { expect, test } from 'vitest';
import { call, callGateway, create, created, ORDER, saleOf, sell, started } from '../started.ts';

const PAYS = '5519283812030000';
const AT = '/data/attributes';

/** Where an answer's errors point to. */
async function pointersOf(answer: Response): Promise<{ status: number; pointers: unknown[] }> {
  const body: { errors?: { source: { pointer?: string } }[] } = await answer.json();
  return { status: answer.status, pointers: (body.errors ?? []).map(({ source }) => source.pointer) };
}

const REQUIRED = [
  ...['amount', 'currency', 'reference_id', 'description'],
  ...['service', 'return_url', 'callback_url'],
];

test('a creation of nothing is refused by the name of all that is missing', async () => {
  const sandbox = await started();
  const answer = await create(sandbox, {});
  expect(await answer.clone().text()).toContain('"detail":"callback_url is missing"');
  expect(await pointersOf(answer)).toEqual({
    status: 422,
    pointers: REQUIRED.map((name) => `${AT}/${name}`),
  });
});

test.each([
  [{ amount: undefined }, 'amount'],
  [{ amount: '12.34' }, 'amount'],
  [{ amount: -1 }, 'amount'],
  [{ amount: 0 }, 'amount'],
  [{ amount: 1.005 }, 'amount'],
  [{ currency: 'USDT' }, 'currency'],
  [{ currency: 840 }, 'currency'],
  [{ currency: 'EUR' }, 'service'],
  [{ service: 'payment_card_chf_hpp', currency: 'CHF' }, 'service'],
  [{ service: 'payment_card_usd' }, 'service'],
  [{ service: 'payment_card_usd_h2h', amount: 10_000.01 }, 'amount'],
  [{ reference_id: '' }, 'reference_id'],
  [{ description: null }, 'description'],
  [{ return_url: 'nowhere' }, 'return_url'],
  [{ callback_url: 'nowhere' }, 'callback_url'],
  [{ test_mode: 'true' }, 'test_mode'],
  [{ test_mode: null }, 'test_mode'],
  [{ return_urls: { success: 'nowhere' } }, 'return_urls/success'],
])('a creation with %o is refused by the name of %s', async (wrong, name) => {
  const answer = await create(await started(), { ...ORDER, ...wrong });
  expect(await pointersOf(answer)).toEqual({ status: 422, pointers: [`${AT}/${name}`] });
});

test.each([
  ['an amount beyond the reach of a binary float', { amount: '90071992547409.93' }],
  ['an amount with its power', { amount: '12e1' }],
])('%s is a number', async (_, { amount }) => {
  const attributes = JSON.stringify(ORDER).replace('12.34', amount);
  const body = `{"data":{"type":"payment-invoices","attributes":${attributes}}}`;
  expect((await call(await started(), '/payment-invoices', { method: 'POST', body })).status).toBe(201);
});

test.each(['payment_card_usd_hpp', 'payment_card_usd_h2h'])(
  '%s is a service of the account',
  async (service) => {
    expect((await create(await started(), { ...ORDER, service })).status).toBe(201);
  },
);

const BROWSER_INFO = { browser_tz: '-120', browser_java_enabled: 'false', device_channel: '02' };

test.each([
  [{}, []],
  [{ browser_info: {} }, []],
  [{ browser_info: BROWSER_INFO }, []],
  [{ browser_info: { ...BROWSER_INFO, browser_tz: -120 } }, ['browser_info/browser_tz']],
  [{ browser_info: { ...BROWSER_INFO, browser_java_enabled: false } }, ['browser_info/browser_java_enabled']],
  [{ browser_info: { window_width: null } }, ['browser_info/window_width']],
  [
    { browser_info: { browser_timezone: '-120', 'a/b': '' } },
    ['browser_timezone', 'a~1b'].map((name) => `browser_info/${name}`),
  ],
  [{ browser_info: [] }, ['browser_info']],
  [{ browser_info: 'Firefox' }, ['browser_info']],
  [{ card_number: '5519 2838 1203 0000' }, ['card_number']],
  [{ exp_month: 10 }, ['exp_month']],
  [{ exp_month: '13', exp_year: '2035' }, ['exp_month', 'exp_year']],
  [{ cvv: undefined }, ['cvv']],
])('a sale with %o points to %o', async (over, names) => {
  const sandbox = await started();
  const { data } = saleOf(PAYS);
  const sale = { data: { ...data, attributes: { ...data.attributes, ...over } } };
  expect(await pointersOf(await callGateway(sandbox, await created(sandbox), sale))).toEqual({
    status: names.length > 0 ? 422 : 200,
    pointers: names.map((name) => `${AT}/${name}`),
  });
});

const FORMS = {
  creation: { type: 'payment-invoices', attributes: ORDER },
  'pre-request': { type: 'payment-pre-request', attributes: { amount: 12.34, currency: 'USD' } },
  sale: saleOf(PAYS).data,
  refund: { type: 'refund', attributes: { amount: 1 } },
};
type FormName = keyof typeof FORMS;
const NAMES: FormName[] = ['creation', 'pre-request', 'sale', 'refund'];

/** Posts a form with a change of its own, as this media type, about an invoice that is ready for it. */
async function posted(name: FormName, over: object, mediaType = 'application/json'): Promise<Response> {
  const sandbox = await started();
  const told = await created(sandbox);
  if (name === 'refund') await sell(sandbox, told, PAYS);
  const document = { data: { ...FORMS[name], ...over } };
  const headers = { 'content-type': mediaType };
  if (name === 'sale') return callGateway(sandbox, told, document, { headers });
  const path = {
    ...{ creation: '/payment-invoices', 'pre-request': '/payment-pre-request' },
    refund: `/payment-invoices/${told.id}/refund`,
  }[name];
  return call(sandbox, path, { method: 'POST', body: JSON.stringify(document), headers });
}

test.each(NAMES)('a %s says its type', async (name) => {
  for (const type of [undefined, 'payment-invoice', null]) {
    expect(await pointersOf(await posted(name, { type }))).toEqual({ status: 422, pointers: ['/data/type'] });
  }
});

test.each(NAMES)('a %s is JSON, and says so', async (name) => {
  const statuses: number[] = [];
  for (const mediaType of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    statuses.push((await posted(name, {}, mediaType)).status);
  }
  for (const mediaType of ['application/vnd.api+json', 'Application/JSON; charset=utf-8']) {
    statuses.push((await posted(name, {}, mediaType)).status);
  }
  const done = name === 'creation' || name === 'refund' ? 201 : 200;
  expect(statuses).toEqual([415, 415, 415, done, done]);
});

test('a refund names the invoice of its address, or none', async () => {
  const answer = await pointersOf(await posted('refund', { id: 'cpi_another' }));
  expect(answer).toEqual({ status: 422, pointers: ['/data/id'] });
});

test('all that is wrong with a body is said at once', async () => {
  const wrong = { type: 'sale', attributes: { amount: '1' } };
  const { pointers } = await pointersOf(await posted('pre-request', wrong));
  expect(pointers).toEqual(['/data/type', `${AT}/amount`, `${AT}/currency`]);
});
