import { describe, expect, test } from 'vitest';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { observationOf } from '#reconciliation/books/observation.ts';
import { followOpen, followTestPayment } from '#reconciliation/test-payments/follow.ts';
import { call } from '../../paymega/sandbox/started.ts';
import { useDatabase } from '../../support/database.ts';
import { aDraft, aShop, bookOf, ONCE, switchOn } from './world.ts';

const database = useDatabase();

describe('a creation of which we have no answer', () => {
  test('is found by its reference: created once, in our book, and can be paid', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { createThenDrop: ONCE });
    const draft = await aDraft(shop);
    expect((await draft.create()).payment).toMatchObject({ state: 'creation_unknown', invoiceId: null });
    expect(await bookOf(shop)).toEqual([]);
    const found = await draft.minutesLater(2);
    expect(found).toMatchObject({ state: 'created', invoiceId: expect.stringMatching(/^cpi_/) });
    expect(await bookOf(shop)).toMatchObject([{ id: found.invoiceId, mode: 'test', amount: 1234n }]);
    expect(await draft.pay('succeeds')).toMatchObject({ state: 'sent', gatewayStatus: 'processed' });
  });

  test('is found at once by who follows it', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { createThenDrop: ONCE });
    const draft = await aDraft(shop);
    await draft.create();
    expect(await followTestPayment(shop.tools, draft.id, shop.signal)).toBe('payer');
    expect(await draft.read()).toMatchObject({ state: 'created' });
  });

  test('is found at once by its callback, also while the API says nothing, and can be paid', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { createThenDrop: ONCE });
    const draft = await aDraft(shop);
    await draft.create();
    const listed = await call(shop.sandbox, `/payment-invoices?filter[reference_id]=${draft.referenceId}`);
    const [data] = ((await listed.json()) as { data: unknown[] }).data;
    const invoice = readInvoice(readResource(JSON.stringify({ data })), shop.tools.exponentOf);
    await ingest(shop.tools.sql, [observationOf(invoice, shop.accountId, new Date(), 'callback')]);
    expect(await draft.read()).toMatchObject({ state: 'created', invoiceId: invoice.id });
    expect(await draft.pay('succeeds')).toMatchObject({ state: 'sent', invoiceId: invoice.id });
  });

  test('that never came there is unknown for ten minutes, then not created', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { dropBeforeCreate: ONCE });
    const draft = await aDraft(shop);
    expect((await draft.create()).payment).toMatchObject({ state: 'creation_unknown' });
    expect(await draft.minutesLater(9)).toMatchObject({ state: 'creation_unknown' });
    expect(await draft.minutesLater(2)).toMatchObject({
      ...{ state: 'not_created', invoiceId: null, message: 'Paymega does not know its reference' },
    });
    expect(await bookOf(shop)).toEqual([]);
  });

  test('is unknown however old it is, as long as the look-up gets no answer', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { createThenDrop: ONCE });
    const draft = await aDraft(shop);
    await draft.create();
    switchOn(shop.sandbox, { status500: ONCE });
    expect(await draft.minutesLater(60)).toMatchObject({ state: 'creation_unknown', invoiceId: null });
    expect(await draft.minutesLater(60)).toMatchObject({ state: 'created' });
  });

  test('is looked up by the job no sooner than after a minute', async () => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, { createThenDrop: ONCE });
    const draft = await aDraft(shop);
    await draft.create();
    expect(await draft.minutesLater(0)).toMatchObject({ state: 'creation_unknown' });
  });

  test('does not keep the look-up of others from going on, whatever is wrong with it', async () => {
    const shop = await aShop(database);
    const { sql } = database;
    switchOn(shop.sandbox, { createThenDrop: { count: 2 } });
    const [broken, other] = [await aDraft(shop), await aDraft(shop)];
    await broken.create();
    await other.create();
    await sql`
      create function refuses_this() returns trigger language plpgsql as $$
      begin raise exception 'it is refused'; end $$`;
    await sql.unsafe(`
      create trigger refuses_this before update on test_payments for each row
      when (old.id = ${broken.id} and new.state = 'created') execute function refuses_this()`);
    await sql`
      update test_payments set changed_at = changed_at - interval '2 minutes' where account_id = ${shop.accountId}`;
    const following = followOpen(
      { sql, connectionOf: async () => shop.tools.connection },
      shop.accountId,
      shop.signal,
    );
    await expect(following).rejects.toThrow('1 test payments could not be followed');
    expect(await other.read()).toMatchObject({ state: 'created' });
    await sql`drop trigger refuses_this on test_payments`;
  });
});

describe('a creation whose answer is of another payment', () => {
  test.each([
    ['another amount', { wrongAmountInAnswer: ONCE }, 'amount'],
    ['another currency', { otherCurrencyInAnswer: ONCE }, 'currency'],
    ['another reference', { otherReferenceInAnswer: ONCE }, 'reference_id'],
    ['live mode', { liveInAnswer: ONCE }, 'test_mode'],
  ] as const)('by %s gets no card', async (_, faults, field) => {
    const shop = await aShop(database);
    switchOn(shop.sandbox, faults);
    const draft = await aDraft(shop);
    const { payment, token } = await draft.create();
    expect(payment).toMatchObject({ state: 'mismatched', message: expect.stringContaining(`${field} `) });
    expect(token).toBeNull();
    await expect(draft.pay('succeeds')).rejects.toMatchObject({ code: 'not_payable' });
    expect((await draft.steps()).map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['creation', 'mismatched'],
    ]);
  });
});
