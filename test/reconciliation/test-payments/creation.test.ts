import { describe, expect, test } from 'vitest';
import { askForServices, draftTestPayment } from '#reconciliation/test-payments/draft.ts';
import { useDatabase } from '../../support/database.ts';
import { ACTOR, aDraft, aShop, bookOf, ONCE, switchOn } from './world.ts';

const database = useDatabase();

describe('the pre-request', () => {
  test('names the services that are open to the order, and is on record with its answer', async () => {
    const shop = await aShop(database);
    const draft = await aDraft(shop);
    await askForServices(shop.tools, draft.id);
    const { offered, state } = await draft.read();
    expect(state).toBe('draft');
    expect(offered?.[0]).toEqual({
      service: 'payment_card_usd_hpp',
      method: 'payment_card',
      currency: 'USD',
    });
    expect(await draft.lastStep()).toMatchObject({
      ...{ kind: 'pre_request', outcome: 'done', answerStatus: 200, tookMs: expect.any(Number) },
      requestBody: '{"data":{"type":"payment-pre-request","attributes":{"amount":12.34,"currency":"USD"}}}',
      answerBody: expect.stringContaining('payment_card_usd_hpp'),
    });
  });

  test.each([
    ['is refused', { status403: ONCE }, 'refused'],
    ['has no answer', { dropConnection: ONCE }, 'unknown'],
    ['has an answer of somebody else', { html: ONCE }, 'unknown'],
  ] as const)('that %s leaves the service to be typed', async (_, faults, outcome) => {
    const shop = await aShop(database);
    const draft = await aDraft(shop);
    switchOn(shop.sandbox, faults);
    await askForServices(shop.tools, draft.id);
    expect((await draft.read()).offered).toBeNull();
    expect(await draft.lastStep()).toMatchObject({ outcome, message: expect.any(String) });
    expect((await draft.create()).payment.state).toBe('created');
  });
});

describe('an order that does not fit', () => {
  test.each([
    ['an amount of nothing', { amount: '0' }, 'bad_amount'],
    ['an amount finer than its currency', { amount: '1.005' }, 'bad_amount'],
    ['a currency that is none', { currency: 'XQX' }, 'unknown_currency'],
    ['a service of another currency', { currency: 'EUR' }, 'service_of_other_currency'],
    ['a service that was not offered', { service: 'payment_card_usd_other' }, 'service_not_offered'],
  ])('of %s is refused before anything is sent', async (_, over, code) => {
    const shop = await aShop(database);
    const draft = await aDraft(shop);
    await askForServices(shop.tools, draft.id);
    await expect(draft.create(over)).rejects.toMatchObject({ code });
    expect((await draft.read()).state).toBe('draft');
    expect((await draft.steps()).map(({ kind }) => kind)).toEqual(['pre_request']);
  });

  test('is refused without a pre-request, too, by the currency that the service names', async () => {
    const draft = await aDraft(await aShop(database));
    await expect(draft.create({ currency: 'EUR' })).rejects.toMatchObject({
      code: 'service_of_other_currency',
    });
  });

  test('of a reference that another payment bears is refused', async () => {
    const shop = await aShop(database);
    const first = await aDraft(shop);
    await first.create();
    const second = await aDraft(shop);
    const { referenceId } = first;
    await expect(second.create({ referenceId })).rejects.toMatchObject({
      code: 'reference_taken',
      status: 409,
    });
    await shop.tools
      .sql`update invoices set reference_id = 'of-the-shop' where account_id = ${shop.accountId}`;
    const third = second.create({ referenceId: 'of-the-shop' });
    await expect(third).rejects.toMatchObject({ code: 'reference_taken' });
  });

  test('of a currency that we do not know is no draft', async () => {
    const { tools, accountId } = await aShop(database);
    const draft = draftTestPayment(tools.sql, tools.exponentOf, ACTOR, {
      accountId,
      amount: '1',
      currency: 'XQX',
    });
    await expect(draft).rejects.toMatchObject({ code: 'unknown_currency' });
  });
});

describe('a creation', () => {
  test('is asked for as the document says, and gives its token to nobody but who pays', async () => {
    const shop = await aShop(database);
    const draft = await aDraft(shop);
    const { token, payment } = await draft.create();
    expect(payment).toMatchObject({
      state: 'created',
      invoiceId: expect.stringMatching(/^cpi_/),
      message: null,
    });
    expect(token).toMatch(/\S{20}/);
    const step = await draft.lastStep();
    expect(JSON.parse(step?.requestBody ?? '')).toEqual({
      data: {
        type: 'payment-invoices',
        attributes: {
          ...{ reference_id: draft.referenceId, description: 'A test', currency: 'USD', amount: 12.34 },
          ...{ service: 'payment_card_usd_hpp', return_url: 'https://shop.example/done', test_mode: true },
          callback_url: 'https://shop.example/callbacks',
        },
      },
    });
    expect(step).toMatchObject({ outcome: 'done', answerStatus: 201, method: 'POST' });
    const rows = await shop.tools.sql`
      select test_payments::text || (select string_agg(step::text, '') from test_payment_steps as step) as all
      from test_payments where id = ${draft.id}`;
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await bookOf(shop)).toMatchObject([
      { mode: 'test', amount: 1234n, referenceId: draft.referenceId },
    ]);
  });

  test('is made once, whatever is pressed', async () => {
    const draft = await aDraft(await aShop(database));
    await draft.create();
    await expect(draft.create()).rejects.toMatchObject({ code: 'already_created', status: 409 });
  });

  test('that Paymega refuses has its words at the field that they belong to, and can be mended', async () => {
    const draft = await aDraft(await aShop(database));
    const { payment, token } = await draft.create({ service: 'payment_card_usd_odd' });
    expect(token).toBeNull();
    expect(payment).toMatchObject({
      ...{ state: 'not_created', invoiceId: null, errors: { service: expect.any(String) } },
      message: expect.stringContaining('422'),
    });
    expect((await draft.create()).payment).toMatchObject({ state: 'created', errors: null, message: null });
  });

  test.each([
    ['a refusal (403) is a no', { status403: ONCE }, 'not_created'],
    ['too many requests (429) is a no', { status429: ONCE }, 'not_created'],
    ['a failure (500) says nothing', { status500: ONCE }, 'creation_unknown'],
    ['a page of somebody else says nothing', { html: ONCE }, 'creation_unknown'],
    ['an answer of 200 says nothing', { html: ONCE, htmlStatus: 200 }, 'creation_unknown'],
    ['half an answer says nothing', { halfJson: ONCE }, 'creation_unknown'],
    ['no answer says nothing', { dropBeforeCreate: ONCE }, 'creation_unknown'],
  ] as const)('of which %s', async (_, faults, state) => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, faults);
    const draft = await aDraft(shop);
    const { payment, token } = await draft.create();
    expect([payment.state, payment.invoiceId, token]).toEqual([state, null, null]);
    expect(payment.message).toEqual(expect.any(String));
    expect(await bookOf(shop)).toEqual([]);
  });
});
