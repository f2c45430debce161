import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import { followOpen } from '#reconciliation/test-payments/follow.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { type ScriptedPaymega, scriptedPaymega } from '../../support/scripted-paymega.ts';

const database = useDatabase();
let paymega: ScriptedPaymega;
beforeEach(async () => {
  paymega = await scriptedPaymega();
});
afterEach(() => paymega.close());

/** Looks up a creation of which Paymega tells this. */
async function lookUp(over: Record<string, unknown>, spoil: (text: string) => string = (text) => text) {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  const reference = `test-${accountId}`;
  const document = spoil(documentText({ reference_id: reference, ...over }));
  const answers = { byId: 'answers', byReference: 'answers', isListed: true } as const;
  paymega.holdings.set('cpi_test1', { document, created: 1_790_000_000, reference, ...answers });
  await sql`
    insert into test_payments
      (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${accountId}, ${reference}, 'USD', 10000, 'payment_card_usd_hpp', 'creation_unknown',
      now() - interval '5 minutes', now() - interval '5 minutes')`;
  const privateApi = createPrivateApi({ url: paymega.url, accountId: 'account', apiKey: 'key', retries: 0 });
  const cardgate = { url: 'http://127.0.0.1:9', isPublicOnly: false };
  const connectionOf = async () => ({ privateApi, cardgate, secrets: { live: [], test: [] } });
  await followOpen({ sql, connectionOf }, accountId, new AbortController().signal);
  const [payment] = await sql`
    select state, invoice_id as id, message from test_payments where account_id = ${accountId}`;
  const [check] = await sql`
    select outcome, reference_id = ${reference} as "isAbout", body
    from status_checks left join status_check_bodies on status_check_id = id where account_id = ${accountId}`;
  return { accountId, document, payment, check };
}

test('a creation that is found is taken in, in test mode though it does not say so', async () => {
  const { accountId, document, payment, check } = await lookUp({ test_mode: null });
  expect(payment).toEqual({ state: 'created', id: 'cpi_test1', message: null });
  expect(check).toEqual({ outcome: 'found', isAbout: true, body: document });
  const invoices = await database.sql`select id, mode from invoices where account_id = ${accountId}`;
  expect(invoices).toEqual([{ id: 'cpi_test1', mode: 'test' }]);
});

test.each([
  ['a negative fee', { test_mode: true, fee: '-1' }, (text: string) => text, 'negative_amount'],
  [
    'a key twice',
    { test_mode: true },
    (text: string) => text.replace('"fee":', '"fee":1,"fee":'),
    'repeated_key',
  ],
])('a creation that is found and tells %s is created, and held', async (_, over, spoil, reason) => {
  const { accountId, document, payment, check } = await lookUp(over, spoil);
  expect(payment).toEqual({ state: 'created', id: 'cpi_test1', message: expect.any(String) });
  expect(check).toEqual({ outcome: 'quarantined', isAbout: true, body: document });
  const held = await database.sql`select mode, reason from quarantine where account_id = ${accountId}`;
  expect(held).toEqual([{ mode: 'test', reason }]);
  expect(await database.sql`select id from invoices where account_id = ${accountId}`).toEqual([]);
});
