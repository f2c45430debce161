import { expect, test } from 'vitest';
import { call, create, DAY, everyPage, list, ORDER, START, started } from '../started.ts';

const WINDOW = { 'filter[created][from]': START, 'filter[created][to]': START + DAY, 'page[size]': 20 };
const ONCE = { count: 1 };

test.each([
  ['status500', 500],
  ['status429', 429],
  ['status401', 401],
  ['status403', 403],
  ['html', 502],
] as const)('%s strikes as often as it was told', async (name, status) => {
  const sandbox = await started();
  sandbox.faults[name] = ONCE;
  expect((await call(sandbox, '/payment-invoices')).status).toBe(status);
  expect((await call(sandbox, '/payment-invoices')).status).toBe(200);
});

test('a rate strikes some calls and not others, the same ones for the same seed', async () => {
  const strikes = async () => {
    const sandbox = await started();
    sandbox.faults.status500 = 0.5;
    const statuses: number[] = [];
    for (let n = 0; n < 20; n++)
      statuses.push((await call(sandbox, '/payment-invoices?page[size]=1')).status);
    return statuses;
  };
  const one = await strikes();
  expect(new Set(one)).toEqual(new Set([200, 500]));
  expect(await strikes()).toEqual(one);
});

test('429 says when to come back', async () => {
  const sandbox = await started();
  Object.assign(sandbox.faults, { status429: ONCE, retryAfterSeconds: 7 });
  expect((await call(sandbox, '/payment-invoices')).headers.get('retry-after')).toBe('7');
});

test('half a JSON, a dropped connection and no answer at all', async () => {
  const sandbox = await started();
  sandbox.faults.halfJson = ONCE;
  await expect(list(sandbox)).rejects.toThrow(SyntaxError);
  sandbox.faults.dropConnection = ONCE;
  await expect(list(sandbox)).rejects.toThrow('fetch failed');
  sandbox.faults.hang = ONCE;
  await expect(call(sandbox, '/payment-invoices', { signal: AbortSignal.timeout(50) })).rejects.toThrow(
    'timeout',
  );
});

test('a creation may be lost on the way there, or on the way back', async () => {
  const sandbox = await started();
  sandbox.faults.dropBeforeCreate = ONCE;
  await expect(create(sandbox)).rejects.toThrow('fetch failed');
  expect((await list(sandbox, { 'filter[reference_id]': ORDER.reference_id })).data).toHaveLength(0);
  sandbox.faults.createThenDrop = ONCE;
  await expect(create(sandbox)).rejects.toThrow('fetch failed');
  expect((await list(sandbox, { 'filter[reference_id]': ORDER.reference_id })).data).toHaveLength(1);
});

test('a reference used twice within seconds is refused only where that is switched on', async () => {
  const sandbox = await started();
  expect([(await create(sandbox)).status, (await create(sandbox)).status]).toEqual([201, 201]);
  sandbox.faults.duplicate429 = ONCE;
  expect((await create(sandbox)).status).toBe(429);
});

test('links and total can be left out, and the window ignored', async () => {
  const sandbox = await started();
  Object.assign(sandbox.faults, { noLinks: ONCE, noTotal: ONCE });
  expect(await list(sandbox, WINDOW)).not.toHaveProperty('links');
  sandbox.faults.noTotal = ONCE;
  expect((await list(sandbox, WINDOW)).meta).toEqual([]);
  const { meta } = await list(sandbox, WINDOW);
  sandbox.faults.ignoreCreatedFilter = ONCE;
  expect((await list(sandbox, WINDOW)).meta).not.toEqual(meta);
});

test('items repeat, and nothing else goes missing', async () => {
  const sandbox = await started();
  const whole = await everyPage(sandbox, WINDOW);
  sandbox.faults.repeatItems = 1;
  const repeated = await everyPage(sandbox, WINDOW);
  expect(repeated.length).toBeGreaterThan(whole.length);
  expect(new Set(repeated.map(({ id }) => id))).toEqual(new Set(whole.map(({ id }) => id)));
});

test('an item is left out of the list, and found by id', async () => {
  const sandbox = await started();
  const whole = await list(sandbox, WINDOW);
  sandbox.faults.skipItems = ONCE;
  const listed = new Set((await list(sandbox, WINDOW)).data.map(({ id }) => id));
  const skipped = whole.data.filter(({ id }) => !listed.has(id));
  expect(skipped).toHaveLength(1);
  expect(listed.size).toBe(20);
  expect((await call(sandbox, `/payment-invoices/${skipped[0]?.id}`)).status).toBe(200);
});

test('within one second the order may differ from call to call', async () => {
  const sandbox = await started({ perDay: 3_000_000 });
  const second = {
    'filter[created][from]': START + 60,
    'filter[created][to]': START + 60,
    'page[size]': 100,
  };
  const ids = async () => (await list(sandbox, second)).data.map(({ id }) => id);
  const steady = await ids();
  expect(await ids()).toEqual(steady);
  sandbox.faults.unstableOrder = 1;
  const shuffled = await ids();
  expect(shuffled).not.toEqual(steady);
  expect(shuffled.toSorted()).toEqual(steady.toSorted());
});

test('faults are switched over HTTP, and a name that is none is refused', async () => {
  const sandbox = await started();
  const put = (body: object) =>
    fetch(`${sandbox.url}/__sandbox/faults`, { method: 'PUT', body: JSON.stringify(body) });
  sandbox.faults.noTotal = 1;
  expect(await (await put({ status500: { count: 3 }, slowMs: 5 })).json()).toMatchObject({
    status500: { count: 3 },
    noTotal: 0,
  });
  expect(sandbox.faults).toMatchObject({ status500: { count: 3 }, slowMs: 5, noTotal: 0 });
  expect((await put({ earthquake: 1 })).status).toBe(422);
  expect((await fetch(`${sandbox.url}/__sandbox/faults`)).status).toBe(200);
});
