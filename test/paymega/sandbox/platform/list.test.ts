import { expect, test } from 'vitest';
import { call, created, DAY, everyPage, invoice, list, ORDER, START, started } from '../started.ts';

const WINDOW = { 'filter[created][from]': START, 'filter[created][to]': START + 10 * DAY };

test.each(['created', '-created'])('the pages hold the whole window once, sorted by %s', async (sort) => {
  const sandbox = await started();
  const all = await everyPage(sandbox, { ...WINDOW, sort, 'page[size]': 37 });
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const { meta } = await list(sandbox, { ...WINDOW, 'page[size]': 1 });
  expect(meta).toEqual({ total: all.length });
  const times = all.map(({ attributes }) => attributes.created);
  expect(times).toEqual(times.toSorted((a, b) => (sort === 'created' ? a - b : b - a)));
});

test('what has vanished is in no list, not found by id and not by reference', async () => {
  const sandbox = await started({ scenarios: { smooth: 0.9, vanished: 0.1 } });
  const gone = [...sandbox.expectedFindings(START + 10 * DAY)].map(({ invoiceId }) => invoiceId);
  expect(gone.length).toBeGreaterThan(50);
  const listed = new Set((await everyPage(sandbox, { ...WINDOW, 'page[size]': 500 })).map(({ id }) => id));
  for (const id of gone) expect(listed.has(id)).toBe(false);
  expect((await call(sandbox, `/payment-invoices/${gone[0]}`)).status).toBe(404);
});

test('created and removed invoices have their place among the others', async () => {
  const sandbox = await started();
  const before = await everyPage(sandbox, { ...WINDOW, 'page[size]': 100 });
  const mine = await created(sandbox);
  const [newest] = before;
  await fetch(`${sandbox.url}/__sandbox/invoices/${newest?.id}`, { method: 'DELETE' });
  const after = await everyPage(sandbox, { ...WINDOW, 'page[size]': 100 });
  expect(after.map(({ id }) => id)).toEqual([mine.id, ...before.slice(1).map(({ id }) => id)]);
});

test('a reference answers all of its invoices', async () => {
  const sandbox = await started({ scenarios: { double_payment: 1 } });
  const [one] = (await list(sandbox)).data;
  const { data } = await list(sandbox, { 'filter[reference_id]': String(one?.attributes.reference_id) });
  expect(data).toHaveLength(2);
  expect((await list(sandbox, { 'filter[reference_id]': 'order-1' })).data).toEqual([]);
});

test('statuses are filtered, and a leading minus negates', async () => {
  const sandbox = await started();
  const statuses = async (filter: string) => {
    const all = await everyPage(sandbox, { ...WINDOW, 'filter[status]': filter, 'page[size]': 200 });
    return all.map(({ attributes }) => attributes.status);
  };
  const [processed, others] = [await statuses('processed'), await statuses('-processed')];
  expect(new Set(processed)).toEqual(new Set(['processed']));
  expect(others).not.toContain('processed');
  expect((await list(sandbox, WINDOW)).meta).toEqual({ total: processed.length + others.length });
});

test('a page is never larger than the server allows', async () => {
  const sandbox = await started({ maxPageSize: 20 });
  expect((await list(sandbox, { ...WINDOW, 'page[size]': 1000 })).data).toHaveLength(20);
});

test('nobody gets in without the key', async () => {
  const sandbox = await started();
  const answer = await call(sandbox, '/payment-invoices', { headers: { authorization: 'Basic bm86bm8=' } });
  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ errors: [{ status: '401', title: 'Unauthorized' }] });
});

test('a refund goes through refunding to its end', async () => {
  let now = START + DAY;
  const sandbox = await started({ now: () => now, scenarios: 'smooth' });
  const [, paid] = (await list(sandbox, { sort: 'created' })).data;
  const body = JSON.stringify({ data: { type: 'refund', id: paid?.id, attributes: { amount: 1 } } });
  const answer = await call(sandbox, `/payment-invoices/${paid?.id}/refund`, { method: 'POST', body });
  expect(answer.status).toBe(201);
  now += 3;
  await expect
    .poll(async () => (await invoice(sandbox, paid?.id ?? '')).attributes.status)
    .toBe('partially_refunded');
  const again = await call(sandbox, `/payment-invoices/${paid?.id}/refund`, {
    method: 'POST',
    body: body.replace('1', '1000000'),
  });
  expect(again.status).toBe(422);
});

test('an amount beyond the reach of a binary float comes back digit for digit', async () => {
  const sandbox = await started();
  const attributes = JSON.stringify(ORDER).replace('12.34', '90071992547409.93');
  const body = `{"data":{"type":"payment-invoices","attributes":${attributes}}}`;
  const answer = await call(sandbox, '/payment-invoices', { method: 'POST', body });
  expect(await answer.text()).toContain('"amount":90071992547409.93,');
});
