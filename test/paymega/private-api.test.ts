import { afterEach, describe, expect, test, vi } from 'vitest';
import type { PrivateApiSettings } from '#paymega/answers.ts';
import { isoExponent } from '#paymega/currencies.ts';
import { readInvoice } from '#paymega/document.ts';
import type { PaymegaError } from '#paymega/errors.ts';
import { formatMinor } from '#paymega/money.ts';
import { createPrivateApi, type PrivateApi } from '#paymega/private-api.ts';
import { textOf } from '#paymega/resource.ts';
import type { Sandbox } from '#paymega/sandbox/server.ts';
import { everyPage, ORDER, START, started } from './sandbox/started.ts';

const ONCE = { count: 1 };
const WINDOW = { from: START, to: START + 86_400, number: 1, size: 20 };

afterEach(() => vi.restoreAllMocks());

function clientOf(sandbox: Sandbox, settings: Partial<PrivateApiSettings> = {}): PrivateApi {
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  return createPrivateApi({ ...keys, retries: 0, perSecond: 1000, ...settings });
}

async function faultOf(call: Promise<unknown>): Promise<Partial<PaymegaError>> {
  const error = await call.then(
    () => ({ fault: 'none' }),
    (error: unknown) => error,
  );
  return error as Partial<PaymegaError>;
}

describe('what Paymega refuses is not asked again', () => {
  test.each([
    ['status401', 'unauthorised', 401],
    ['status403', 'forbidden', 403],
  ] as const)('%s is %s', async (name, fault, status) => {
    const sandbox = await started();
    sandbox.faults[name] = ONCE;
    const api = clientOf(sandbox, { retries: 3 });
    expect(await faultOf(api.page(WINDOW))).toMatchObject({ fault, status, isRetryable: false });
    expect((await api.page(WINDOW)).resources).toHaveLength(20);
  });

  test('a wrong key is unauthorised, in words that do not hold the key', async () => {
    const api = clientOf(await started(), { apiKey: 'not-the-key' });
    const error = await faultOf(api.page(WINDOW));
    expect(error).toMatchObject({
      fault: 'unauthorised',
      message: expect.stringContaining('API key is wrong'),
    });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain('not-the-key');
  });

  test('an invoice that Paymega does not know is null, and only 404 says so', async () => {
    const sandbox = await started();
    const api = clientOf(sandbox);
    expect(await api.invoice('cpi_nobody')).toBeNull();
    sandbox.faults.status403 = ONCE;
    expect(await faultOf(api.invoice('cpi_nobody'))).toMatchObject({ fault: 'forbidden' });
  });

  test('an id cannot lead to another path', async () => {
    const api = clientOf(await started());
    const [some] = (await api.page(WINDOW)).resources;
    expect(await api.invoice(`x/../${some?.id}`)).toBeNull();
    expect(await api.invoice(`${some?.id}?x=1`)).toBeNull();
  });
});

describe('what may pass is asked again', () => {
  test.each([
    ['status500', {}],
    ['status429', {}],
    ['dropConnection', {}],
    ['html', {}],
    ['html', { htmlStatus: 200 }],
    ['halfJson', {}],
  ] as const)('%s, once %o', async (name, faults) => {
    const sandbox = await started();
    Object.assign(sandbox.faults, { [name]: ONCE, retryAfterSeconds: null, ...faults });
    expect((await clientOf(sandbox, { retries: 1 }).page(WINDOW)).resources).toHaveLength(20);
    expect(sandbox.faults[name]).toBe(0);
  });

  test('an answer that cannot be read counts as one attempt among the others', async () => {
    const sandbox = await started();
    Object.assign(sandbox.faults, { halfJson: { count: 9 }, status500: ONCE });
    expect(await faultOf(clientOf(sandbox, { retries: 2 }).page(WINDOW))).toMatchObject({
      fault: 'unreadable',
    });
    expect(sandbox.faults).toMatchObject({ halfJson: { count: 7 }, status500: 0 });
  });

  test('so is a question about one invoice, and what bears a reference', async () => {
    const sandbox = await started();
    const api = clientOf(sandbox, { retries: 1 });
    const [some] = (await api.page(WINDOW)).resources;
    sandbox.faults.halfJson = ONCE;
    expect((await api.invoice(String(some?.id)))?.id).toBe(some?.id);
    sandbox.faults.halfJson = ONCE;
    const reference = textOf(some?.attributes.reference_id) ?? '';
    expect((await api.invoicesByReference(reference)).map(({ id }) => id)).toContain(some?.id);
  });

  test('500 is a server error after the last attempt, with the words of Paymega', async () => {
    const sandbox = await started();
    sandbox.faults.status500 = { count: 9 };
    const error = await faultOf(clientOf(sandbox, { retries: 1 }).page(WINDOW));
    expect(error).toMatchObject({ fault: 'server_error', status: 500, isRetryable: true });
    expect(error.message).toContain('something broke');
    expect(sandbox.faults.status500).toEqual({ count: 7 });
  });

  test('429 is rate limited after the last attempt', async () => {
    const sandbox = await started();
    sandbox.faults.status429 = 1;
    expect(await faultOf(clientOf(sandbox).page(WINDOW))).toMatchObject({
      fault: 'rate_limited',
      status: 429,
    });
  });

  test('a Retry-After beyond a minute is not waited for: whoever asked tries again later', async () => {
    const sandbox = await started();
    Object.assign(sandbox.faults, { status429: ONCE, retryAfterSeconds: 61 });
    const api = clientOf(sandbox, { retries: 3 });
    expect(await faultOf(api.page(WINDOW))).toMatchObject({ fault: 'rate_limited' });
  });

  test('Paymega is not asked again before its Retry-After is over', async () => {
    const sandbox = await started();
    Object.assign(sandbox.faults, { status429: ONCE, retryAfterSeconds: 2 });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const begun = performance.now();
    await clientOf(sandbox, { retries: 1 }).page(WINDOW);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(2000);
  });
});

describe('an answer that is none', () => {
  test.each([
    [{ html: ONCE, htmlStatus: 200 }, 'unreadable'],
    [{ html: ONCE, htmlStatus: 502 }, 'server_error'],
    [{ halfJson: ONCE }, 'unreadable'],
    [{ dropConnection: ONCE }, 'unreachable'],
  ] as const)('%o is %s', async (faults, fault) => {
    const sandbox = await started();
    const api = clientOf(sandbox);
    const [some] = (await api.page(WINDOW)).resources;
    for (const ask of [
      () => api.page(WINDOW),
      () => api.invoice(String(some?.id)),
      () => api.invoicesByReference('any'),
    ]) {
      Object.assign(sandbox.faults, faults);
      expect(await faultOf(ask())).toMatchObject({ fault, isRetryable: true });
    }
  });

  test('no answer within the time is timed out', async () => {
    const sandbox = await started();
    sandbox.faults.hang = ONCE;
    const api = clientOf(sandbox, { timeoutSeconds: 0.2 });
    expect(await faultOf(api.page(WINDOW))).toMatchObject({ fault: 'timed_out', status: null });
  });

  test('nobody at the address is unreachable', async () => {
    const sandbox = await started();
    const api = clientOf(sandbox);
    await sandbox.close();
    expect(await faultOf(api.page(WINDOW))).toMatchObject({ fault: 'unreachable', isRetryable: true });
  });

  test('whoever stops asking gets his own reason back', async () => {
    const sandbox = await started();
    sandbox.faults.hang = 1;
    const stopped = new AbortController();
    const asked = faultOf(clientOf(sandbox).page(WINDOW, stopped.signal));
    stopped.abort(new Error('the process stops'));
    expect(await asked).toMatchObject({ message: 'the process stops' });
  });
});

describe('our own references', () => {
  test('an invoice is found by its reference, whatever it holds', async () => {
    const sandbox = await started();
    const api = clientOf(sandbox);
    for (const reference of ['Order 1&size=2', 'order/ä+%20', '-order-7', 'filter[status]=x', '"]}']) {
      await api.create({ ...order(), reference_id: reference });
      const found = await api.invoicesByReference(reference);
      expect(found.map(({ attributes }) => attributes.reference_id)).toEqual([reference]);
    }
  });

  test('a reference that differs in case, or that Paymega takes for a negation, finds nothing', async () => {
    const api = clientOf(await started());
    await api.create({ ...order(), reference_id: 'Order-A' });
    for (const other of ['order-a', 'ORDER-A', 'Order-A ', '-Order-A', '']) {
      expect(await api.invoicesByReference(other)).toEqual([]);
    }
  });
});

describe('a creation', () => {
  test.each([
    ['0.10', '0.10'],
    ['9007199254740993.01', '9007199254740993.01'],
    ['12345678.9', '12345678.90'],
    ['5', '5.00'],
  ])('of %s writes just that', async (amount, withCents) => {
    const api = clientOf(await started());
    const { outcome } = await api.create({ ...order(), amount });
    if (outcome.kind !== 'done') throw new Error('it was not created');
    const known = await api.invoice(String(outcome.resource.id));
    expect(known && formatMinor(readInvoice(known, isoExponent).amount, 2)).toBe(withCents);
  });

  test('whose answer is lost is never sent twice', async () => {
    const sandbox = await started();
    const api = clientOf(sandbox, { retries: 3 });
    sandbox.faults.createThenDrop = ONCE;
    const created = async () => (await api.create(order())).outcome;
    expect(await created()).toMatchObject({ kind: 'unknown', message: expect.stringContaining('broke off') });
    sandbox.faults.status500 = ONCE;
    expect(await created()).toMatchObject({
      kind: 'unknown',
      message: 'Paymega answered 500, which says nothing',
    });
    Object.assign(sandbox.faults, { html: ONCE, htmlStatus: 200 });
    expect(await created()).toMatchObject({
      kind: 'unknown',
      message: 'Paymega answered 200, which says nothing',
    });
    expect(await everyPage(sandbox, { 'filter[reference_id]': ORDER.reference_id })).toHaveLength(1);
  });

  test('that Paymega refuses says why', async () => {
    const { outcome } = await clientOf(await started()).create({ ...order(), currency: 'USDT' });
    expect(outcome).toMatchObject({
      ...{ kind: 'refused', status: 422, message: expect.stringContaining('USDT is not supported') },
      errors: [{ field: 'currency', message: expect.stringContaining('USDT') }],
    });
  });
});

function order() {
  return { ...ORDER, amount: '12.34', callback_url: 'https://shop.example/callbacks' };
}
