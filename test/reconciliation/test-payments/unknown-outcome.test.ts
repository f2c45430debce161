import { describe, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import type { FaultSwitches } from '#paymega/sandbox/platform/faults.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { createTestPayment } from '#reconciliation/test-payments/steps.ts';
import { lookUpUnknownCreations } from '#reconciliation/test-payments/unknown-creations.ts';
import { started } from '../../paymega/sandbox/started.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const ONCE = { count: 1 };
const SUCCEEDS = '5123817234060000';

/** A test payment that is created while this is wrong; what is known of it, and how it is looked up later. */
async function createdWhile(faults: Partial<FaultSwitches>) {
  const { sql } = database;
  const sandbox = await started();
  const accountId = await makeAccount(sql);
  const keys = { url: sandbox.url, accountId: 'account', apiKey: 'key' };
  const privateApi = createPrivateApi({ ...keys, perSecond: 10_000, concurrency: 8, retries: 0 });
  const exponentOf = await exponentsOf(sql);
  const connection = {
    ...{ privateApi, secrets: { live: ['live-secret'], test: ['test-secret'] } },
    cardgate: { url: sandbox.cardgateUrl, isPublicOnly: false },
  };
  Object.assign(sandbox.faults, faults);
  const id = await createTestPayment({ sql, connection, exponentOf }, ACTOR, {
    ...{ accountId, amount: '12.34', currency: 'USD', service: 'payment_card_usd_hpp' },
    ...{ cardNumber: SUCCEEDS, expiry: '1235' },
    ...{ callbackUrl: 'https://shop.example/callbacks', returnUrl: () => 'https://shop.example/done' },
  });
  const known = async () => {
    const [payment] = await sql<{ state: string; invoiceId: string | null; message: string | null }[]>`
      select state, invoice_id, message from test_payments where id = ${id.toString()}`;
    return payment;
  };
  const minutesLater = async (minutes: number) => {
    await sql`
      update test_payments set created_at = created_at - make_interval(mins => ${minutes}),
        changed_at = changed_at - make_interval(mins => ${minutes}) where id = ${id.toString()}`;
    await lookUpUnknownCreations({ sql, privateApi, exponentOf }, accountId);
    return known();
  };
  const invoices = () =>
    sql`select id, mode, amount, reference_id from invoices where account_id = ${accountId}`;
  return { sandbox, known, minutesLater, invoices };
}

describe('a creation', () => {
  test('whose answer was lost is unknown, and found by its reference: created once, in our book', async () => {
    const payment = await createdWhile({ createThenDrop: ONCE });
    expect(await payment.known()).toMatchObject({ state: 'creation_unknown', invoiceId: null });
    expect(await payment.invoices()).toEqual([]);
    const found = await payment.minutesLater(2);
    expect(found).toMatchObject({ state: 'created', invoiceId: expect.stringMatching(/^cpi_/) });
    expect(await payment.invoices()).toMatchObject([{ id: found?.invoiceId, mode: 'test', amount: 1234n }]);
  });

  test('that never came there is unknown for ten minutes, then not created', async () => {
    const payment = await createdWhile({ dropBeforeCreate: ONCE });
    expect(await payment.known()).toMatchObject({ state: 'creation_unknown' });
    expect(await payment.minutesLater(9)).toMatchObject({ state: 'creation_unknown' });
    expect(await payment.minutesLater(2)).toEqual({
      ...{ state: 'not_created', invoiceId: null, message: 'Paymega does not know its reference' },
    });
    expect(await payment.invoices()).toEqual([]);
  });

  test('is unknown however old it is, as long as the look-up gets no answer', async () => {
    const payment = await createdWhile({ createThenDrop: ONCE });
    payment.sandbox.faults.status500 = ONCE;
    expect(await payment.minutesLater(60)).toMatchObject({ state: 'creation_unknown', invoiceId: null });
    expect(await payment.minutesLater(60)).toMatchObject({ state: 'created' });
  });

  test('is looked up no sooner than after a minute', async () => {
    const payment = await createdWhile({ createThenDrop: ONCE });
    expect(await payment.minutesLater(0)).toMatchObject({ state: 'creation_unknown' });
  });

  test.each([
    ['a refusal (403) is a no', { status403: ONCE }, 'not_created'],
    ['a failure (500) says nothing', { status500: ONCE }, 'creation_unknown'],
    ['a page of somebody else says nothing', { html: ONCE }, 'creation_unknown'],
  ] as const)('of which %s', async (_, faults, state) => {
    const payment = await createdWhile(faults);
    expect(await payment.known()).toEqual({ state, invoiceId: null, message: expect.any(String) });
    expect(await payment.invoices()).toEqual([]);
  });
});
