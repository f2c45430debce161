import { describe, expect, test } from 'vitest';
import { standingOf } from '#reconciliation/test-payments/confirmation.ts';
import { followTestPayment } from '#reconciliation/test-payments/follow.ts';
import { useDatabase } from '../../support/database.ts';
import { aDraft, aShop, BROWSER, ONCE, switchOn } from './world.ts';

const database = useDatabase();

describe('a card', () => {
  test('is sent as the document shows, with all that is told of the browser, and kept nowhere', async () => {
    const shop = await aShop(database);
    const payment = await aDraft(shop);
    await payment.create();
    expect(await payment.pay('succeeds')).toMatchObject({
      state: 'sent',
      gatewayStatus: 'processed',
      authMode: null,
    });
    const sale = (await payment.steps()).find(({ kind }) => kind === 'sale');
    expect(JSON.parse(sale?.requestBody ?? '')).toEqual({
      data: {
        type: 'sale-operation',
        attributes: {
          ...{ card_number: '[card …0000]', card_holder: 'ADA BERG', cvv: '[redacted]' },
          ...{ exp_month: '12', exp_year: '35', browser_info: BROWSER },
        },
      },
    });
    const [row] = await shop.tools.sql`
      select string_agg(step::text, '') as text from test_payment_steps as step
      where test_payment_id = ${payment.id}`;
    expect(row?.text).not.toMatch(/5519283812030000|Bearer \S{20}/);
  });

  test.each([
    ['succeeds_3ds', 'challenged', 'process_pending', '3ds'],
    ['pending', 'sent', 'process_pending', null],
    ['declined:insufficient_funds', 'sent', 'process_failed', null],
    ['declined_3ds:declined', 'challenged', 'process_pending', '3ds'],
  ])('that is to bring %s leaves the payment %s', async (outcome, state, gatewayStatus, authMode) => {
    const payment = await aDraft(await aShop(database));
    await payment.create();
    expect(await payment.pay(outcome)).toMatchObject({ state, gatewayStatus, authMode });
  });

  test('of no documented outcome is not sent', async () => {
    const payment = await aDraft(await aShop(database));
    await payment.create();
    await expect(payment.pay('whatever')).rejects.toMatchObject({ code: 'unknown_outcome' });
    await expect(payment.pay('toString')).rejects.toMatchObject({ code: 'unknown_outcome' });
  });

  test('is sent once for a payment', async () => {
    const payment = await aDraft(await aShop(database));
    await payment.create();
    await payment.pay('succeeds');
    await expect(payment.pay('succeeds')).rejects.toMatchObject({ code: 'not_payable', status: 409 });
  });

  test.each([
    ['401', { gateway401: ONCE }, /token|authori/i],
    ['422', { gateway422: ONCE }, /./],
    ['429', { gateway429: ONCE }, /many/],
  ] as const)(
    'that the gateway refuses (%s) says why, and is sent again with a new token',
    async (status, faults, words) => {
      const shop = await aShop(database);
      const payment = await aDraft(shop);
      await payment.create();
      switchOn(shop.sandbox, faults);
      const refused = await payment.pay('succeeds');
      expect(refused).toMatchObject({ state: 'sale_refused', message: expect.stringMatching(words) });
      expect((await payment.steps()).at(-1)).toMatchObject({
        outcome: 'refused',
        answerStatus: Number(status),
      });
      expect(await payment.pay('succeeds')).toMatchObject({ state: 'sent' });
    },
  );

  test.each([
    ['5xx, and it was done', { saleThen500: ONCE }],
    ['a cut-off answer, and it was done', { saleThenCut: ONCE }],
  ] as const)(
    'of which we know nothing (%s) is unknown, never refused, and shows in the invoice',
    async (_, faults) => {
      const shop = await aShop(database);
      const payment = await aDraft(shop);
      await payment.create();
      switchOn(shop.sandbox, faults);
      expect(await payment.pay('succeeds')).toMatchObject({ state: 'sale_unknown', gatewayStatus: null });
      const confirmed = followTestPayment(shop.tools, payment.id, shop.signal, 5000);
      // Its callback goes nowhere here: all else tells that the card arrived.
      expect(await confirmed).toBe('provider');
      expect(await payment.read()).toMatchObject({ state: 'sent', status: 'processed' });
    },
  );

  test.each([
    ['down', { gatewayDown: ONCE }],
    ['500', { gateway500: ONCE }],
  ] as const)(
    'that never arrived (gateway %s) can be sent again once the invoice has told so',
    async (_, faults) => {
      const shop = await aShop(database);
      const payment = await aDraft(shop);
      await payment.create();
      switchOn(shop.sandbox, faults);
      expect(await payment.pay('succeeds')).toMatchObject({ state: 'sale_unknown' });
      expect(await payment.minutesLater(2)).toMatchObject({
        ...{ state: 'created', message: expect.stringContaining('The card did not arrive') },
      });
      expect(await payment.pay('succeeds')).toMatchObject({ state: 'sent' });
    },
  );

  test('whose sending ended with the process is unknown two minutes later', async () => {
    const shop = await aShop(database);
    const payment = await aDraft(shop);
    await payment.create();
    await shop.tools.sql`update test_payments set state = 'paying' where id = ${payment.id}`;
    expect(await payment.minutesLater(1)).toMatchObject({ state: 'paying' });
    expect((await payment.minutesLater(2)).state).toBe('sale_unknown');
  });
});

test('the gateway’s own word, and both ways of asking, are told apart and compared', async () => {
  const shop = await aShop(database);
  const payment = await aDraft(shop);
  await payment.create();
  await payment.pay('succeeds');
  await followTestPayment(shop.tools, payment.id, shop.signal, 5000);
  const { witnesses, doBooksMatch } = await standingOf(shop.tools.sql, payment.id);
  expect(doBooksMatch).toBe(true);
  expect(witnesses.map(({ name, status, agrees }) => [name, status, agrees])).toEqual([
    ['gateway', 'processed', true],
    ['callback', null, null],
    ['check_by_id', 'processed', true],
    ['check_by_reference', 'processed', true],
    ['run', null, null],
  ]);
});
