import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPrivateApi } from '#paymega/private-api.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { keepRefusal } from '#reconciliation/callbacks/refused-callbacks.ts';
import { checkInvoice } from '#reconciliation/comparison/check-invoice.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { asNumber, documentText } from '../../support/documents.ts';
import { RECEIVED_AT, REFUSAL } from '../../support/incoming.ts';
import { anObservation } from '../../support/observations.ts';
import { type Reply, type ScriptedPaymega, scriptedPaymega } from '../../support/scripted-paymega.ts';

const database = useDatabase();
let paymega: ScriptedPaymega;
beforeEach(async () => {
  paymega = await scriptedPaymega();
});
afterEach(() => paymega.close());

/** Asks about an invoice of which Paymega has this document. */
async function ask(
  accountId: number,
  document: string,
  byId: Reply = 'answers',
  reference = 'order-1',
  of: { askedBy: 'person' | 'callback'; refusalId?: bigint } = { askedBy: 'person' },
) {
  const answers = { byId, byReference: 'answers' as const, isListed: true };
  paymega.holdings.set('cpi_test1', { document, created: 1_790_000_000, reference, ...answers });
  const keys = { url: paymega.url, accountId: 'account', apiKey: 'key', retries: 0 };
  const tools = {
    sql: database.sql,
    privateApi: createPrivateApi(keys),
    exponentOf: await exponentsOf(database.sql),
  };
  return checkInvoice(tools, { accountId, invoiceId: 'cpi_test1', ...of });
}

const bodies = async (accountId: number) => {
  const checks = await database.sql<{ body: string }[]>`
    select body from status_checks left join status_check_bodies on status_check_id = id where account_id = ${accountId} order by id`;
  return checks.map(({ body }) => body);
};
const held = (accountId: number) => database.sql`
  select subject, reason, body from quarantine where account_id = ${accountId}`;

const NUMBERS = '{ "order" : 12345678901234567890, "list" : [1.0, 1e3, -0, 0.10] }';
const EVIDENCE = documentText({ metadata: asNumber('NUMBERS') }).replace('NUMBERS', NUMBERS);

describe('what Paymega answered is kept as it answered, letter for letter', () => {
  test('asked by id', async () => {
    const accountId = await makeAccount(database.sql);
    expect(await ask(accountId, EVIDENCE)).toMatchObject({ outcome: 'found', verdict: 'new' });
    expect(await bodies(accountId)).toEqual([EVIDENCE]);
  });

  test('asked by reference', async () => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { id: 'cpi_test1', referenceId: 'order-1' })]);
    expect(await ask(accountId, EVIDENCE, 'denies')).toMatchObject({ outcome: 'found' });
    expect(await bodies(accountId)).toEqual([EVIDENCE]);
  });

  test('where it cannot be read, too', async () => {
    const accountId = await makeAccount(database.sql);
    const document = EVIDENCE.replace('"fee":3', '"fee":-3.00');
    expect(await ask(accountId, document)).toMatchObject({
      outcome: 'quarantined',
      message: '“fee” is below nothing: -3.00',
    });
    expect(await bodies(accountId)).toEqual([document]);
    expect(await held(accountId)).toEqual([
      { subject: 'cpi_test1', reason: 'negative_amount', body: document },
    ]);
  });

  test('but for its secrets', async () => {
    const accountId = await makeAccount(database.sql);
    const secret = { flow_data: { metadata: { token: 'tok_secret' } }, description: '5519283812030000' };
    await ask(accountId, documentText(secret).replace('"token"', '"tok\\u0065n"'));
    const [body] = await bodies(accountId);
    expect(body).toContain('[redacted]');
    expect(body).not.toMatch(/tok_secret|5519283812030000/);
  });

  test('nested sixty thousand deep', async () => {
    const accountId = await makeAccount(database.sql);
    const nested = '['.repeat(60_000) + ']'.repeat(60_000);
    const document = documentText().replace('"payload":[]', `"payload":${nested}`);
    expect(await ask(accountId, document)).toMatchObject({ outcome: 'found' });
    expect(await bodies(accountId)).toEqual([document]);
  });
});

describe('a key that is told twice is not believed', () => {
  const twice = documentText({ status: 'refunded' }).replace('"amount":100', '"amount":1,"amount":100');

  test.each<[string, Reply]>([
    ['by id', 'answers'],
    ['by reference', 'denies'],
  ])('asked %s', async (_, byId) => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { id: 'cpi_test1', referenceId: 'order-1' })]);
    expect(await ask(accountId, twice, byId)).toMatchObject({ outcome: 'quarantined' });
    expect(await held(accountId)).toEqual([{ subject: 'cpi_test1', reason: 'repeated_key', body: twice }]);
    expect(await database.sql`select status from invoices where account_id = ${accountId}`).toEqual([
      { status: 'processed' },
    ]);
    expect(await database.sql`select id from mirror where account_id = ${accountId}`).toEqual([]);
  });
});

test('a reference that is told as a number is found by its numeral', async () => {
  const accountId = await makeAccount(database.sql);
  const reference = '9007199254740993';
  await ingest(database.sql, [anObservation(accountId, { id: 'cpi_test1', referenceId: reference })]);
  const document = documentText({ reference_id: asNumber(reference) });
  expect(await ask(accountId, document, 'denies', reference)).toMatchObject({ outcome: 'found' });
});

describe('what a refused callback claims', () => {
  const claimed = async (accountId: number) => {
    const rawBody = Buffer.from(documentText({}, 'cpi_test1'));
    return keepRefusal(database.sql, accountId, { ...REFUSAL, rawBody }, RECEIVED_AT);
  };
  const traces = async (accountId: number) => {
    const [row] = await database.sql`
      select (select count(*)::int from status_checks where account_id = ${accountId}) as checks,
        (select count(*)::int from missing_at_provider where account_id = ${accountId}) as absences,
        (select look_up from refused_callbacks where account_id = ${accountId}) as "lookUp"`;
    return row;
  };

  test.each([
    ['denies', 'not_found'],
    [500, 'no_answer'],
  ] as const)(
    'and nobody has heard of leaves no trace that stays, where Paymega answers %s',
    async (byId, outcome) => {
      const accountId = await makeAccount(database.sql);
      const { id } = await claimed(accountId);
      const of = { askedBy: 'callback', refusalId: id } as const;
      expect(await ask(accountId, EVIDENCE, byId, 'order-1', of)).toMatchObject({ outcome });
      expect(await traces(accountId)).toEqual({ checks: 0, absences: 0, lookUp: outcome });
    },
  );

  test('and Paymega knows is taken in, with its evidence', async () => {
    const accountId = await makeAccount(database.sql);
    const { id } = await claimed(accountId);
    const of = { askedBy: 'callback', refusalId: id } as const;
    expect(await ask(accountId, EVIDENCE, 'answers', 'order-1', of)).toMatchObject({ verdict: 'new' });
    expect(await traces(accountId)).toEqual({ checks: 1, absences: 0, lookUp: 'found' });
  });

  test('and our book holds is put down as any other question', async () => {
    const accountId = await makeAccount(database.sql);
    await ingest(database.sql, [anObservation(accountId, { id: 'cpi_test1', referenceId: 'order-2' })]);
    const { id } = await claimed(accountId);
    await ask(accountId, EVIDENCE, 'denies', 'order-1', { askedBy: 'callback', refusalId: id });
    expect(await traces(accountId)).toEqual({ checks: 1, absences: 1, lookUp: 'not_found' });
  });
});
