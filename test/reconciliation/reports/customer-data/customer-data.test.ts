import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { keepCheck } from '#reconciliation/books/keep-check.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { keepBodyMonths } from '#reconciliation/books/trim-bodies.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { customerData } from '#reconciliation/reports/customer-data/customer-data.ts';
import { makeAccount, useDatabase } from '../../../support/database.ts';
import { documentText } from '../../../support/documents.ts';
import { incoming, REFUSAL } from '../../../support/incoming.ts';
import { anObservation } from '../../../support/observations.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const CUSTOMER = 'cus_1234';
const MAIL = 'Zoë/1@shop.example';
let account: Account;
let other: Account;

async function hear(of: Account, text: string, receivedAt = new Date()): Promise<void> {
  const exponentOf = await exponentsOf(database.sql);
  await receiveCallback(
    createIngestionBatcher(database.sql),
    exponentOf,
    incoming(of.id, text, { receivedAt }),
  );
}
const ofCustomer = (id: string, customer: string, over: Record<string, unknown> = {}) =>
  documentText({ ...over, metadata: { customer } }, id);

async function found(customer: string, of = account) {
  const { text, invoices } = await customerData(database.sql, ACTOR, of, customer, null);
  const file = JSON.parse(text);
  expect(file.invoices).toHaveLength(invoices);
  return { file, text, ids: file.invoices.map(({ invoice }: { invoice: string }) => invoice) };
}

beforeAll(async () => {
  account = await accountById(database.sql, await makeAccount(database.sql));
  other = await accountById(database.sql, await makeAccount(database.sql));
  await hear(account, ofCustomer('cpi_one', CUSTOMER));
  await hear(account, ofCustomer('cpi_two', `${CUSTOMER}5`));
  await hear(account, ofCustomer('cpi_held', CUSTOMER, { currency: 'ZZZ' }));
  await hear(account, documentText({}, 'cpi_by_check'));
  await hear(account, documentText({ reference_id: CUSTOMER }, 'cpi_by_reference'));
  await hear(other, ofCustomer('cpi_of_another_account', CUSTOMER));
  const at = new Date();
  await keepCheck(database.sql, {
    ...{ accountId: account.id, invoiceId: 'cpi_by_check', askedBy: 'run', askedAt: at, answeredAt: at },
    ...{ outcome: 'found', status: 'processed', body: JSON.stringify({ data: { id: CUSTOMER } }) },
  });
  await mirrorInvoices(database.sql, [anObservation(account.id, { id: 'cpi_one', status: 'refunded' })], at);
});

test('a file holds both books, callbacks, status checks and what is held of every invoice that names the customer', async () => {
  const { file, ids } = await found(CUSTOMER);
  expect(ids).toEqual(['cpi_by_check', 'cpi_by_reference', 'cpi_held', 'cpi_one']);
  expect(file).toMatchObject({ customer: CUSTOMER, account: account.slug, made_by: 'test' });
  const [byCheck, , held, one] = file.invoices;
  expect(one.books).toMatchObject({ ours: { status: 'processed' }, theirs: { status: 'refunded' } });
  expect(one.callbacks).toMatchObject([{ verdict: 'new', body: expect.stringContaining(CUSTOMER) }]);
  expect(byCheck.status_checks).toMatchObject([
    { outcome: 'found', body: expect.stringContaining(CUSTOMER) },
  ]);
  expect(held.quarantine).toMatchObject([
    { reason: 'unknown_currency', body: expect.stringContaining(CUSTOMER) },
  ]);
  expect(file.not_kept.length).toBeGreaterThan(4);
});

test('of somebody whose name is longer, and of another account, there is nothing in it', async () => {
  const { text } = await found(CUSTOMER);
  expect(text).not.toContain(`${CUSTOMER}5`);
  expect(text).not.toContain('cpi_of_another_account');
  expect((await found(CUSTOMER, other)).ids).toEqual(['cpi_of_another_account']);
  expect((await found('nobody-at-all')).ids).toEqual([]);
});

test('an e-mail is found however JSON writes it, and whatever its capitals', async () => {
  await hear(account, ofCustomer('cpi_mail', MAIL));
  const escaped = MAIL.replace('ë', '\\u00EB').replace('/', '\\/');
  await hear(account, ofCustomer('cpi_mail_escaped', MAIL).replace(MAIL, escaped));
  for (const name of [MAIL, MAIL.toUpperCase(), ` ${MAIL.toLowerCase()} `])
    expect((await found(name)).ids).toEqual(['cpi_mail', 'cpi_mail_escaped']);
});

test('what anybody may have sent leads to no invoice, and is told apart', async () => {
  const rawBody = Buffer.from(
    JSON.stringify({ data: { id: 'cpi_two', attributes: {}, customer: 'cus_forger' } }),
  );
  await keepRefusal(database.sql, account.id, { ...REFUSAL, rawBody }, new Date());
  const { file, ids } = await found('cus_forger');
  expect(ids).toEqual([]);
  expect(file.refused_unverified).toMatchObject([{ excerpt: expect.stringContaining('cus_forger') }]);
});

test('what was trimmed is not searched, and the file says so', async () => {
  const old = new Date('2024-03-05T00:00:00Z');
  await hear(account, ofCustomer('cpi_old', 'cus_of_old'), old);
  await hear(account, ofCustomer('cpi_back', 'cus_back'), old);
  expect((await found('cus_of_old')).ids).toEqual(['cpi_old']);
  await keepBodyMonths(database.sql, ACTOR, 6);
  await hear(account, ofCustomer('cpi_back', 'cus_back'));
  const { file, ids } = await found('cus_of_old');
  expect(ids).toEqual([]);
  expect(file.searched.trimmed_and_not_searched).toMatchObject([
    { source: 'callback', month: '2024-03-01', bodies: '2', kept_months: 6 },
  ]);
  const again = (await found('cus_back')).file.invoices[0];
  expect(again.callbacks.map(({ body }: { body: string }) => body.slice(0, 7))).toEqual([
    'trimmed',
    '{"data"',
  ]);
});

test('it is in the audit, without the name; what is too short, too much or too many is refused', async () => {
  await found(CUSTOMER);
  const [line] = await database.sql<{ subject: string; details: Record<string, unknown> }[]>`
    select subject, details from audit where act = 'customer_data.exported' order by id desc limit 1`;
  expect(line).toEqual({
    subject: `customer_data:${account.slug}`,
    details: { customer_sha256: createHash('sha256').update(CUSTOMER).digest('hex'), invoices: 4 },
  });
  const ask = (name: string, most: number | null = null) =>
    customerData(database.sql, ACTOR, account, name, most);
  await expect(ask(' x ')).rejects.toMatchObject({ code: 'bad_customer' });
  await expect(ask(CUSTOMER, 1)).rejects.toMatchObject({ code: 'too_much_to_search' });
});
