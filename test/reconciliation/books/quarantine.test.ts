import { describe, expect, test } from 'vitest';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { readInvoice } from '#paymega/document.ts';
import { readResource } from '#paymega/resource.ts';
import { sign } from '#paymega/signature.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { quarantineDocument, replayQuarantine } from '#reconciliation/books/quarantine.ts';
import { quarantinedRows } from '#reconciliation/books/quarantined.ts';
import { countQuarantinedAndRefused } from '#reconciliation/callbacks/callbacks.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { keepRefusal, refusedCallbacks } from '#reconciliation/callbacks/refused-callbacks.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { incoming, RECEIVED_AT, REFUSAL } from '../../support/incoming.ts';

const database = useDatabase();

async function receive(accountId: number, text: string) {
  const exponentOf = await exponentsOf(database.sql);
  return receiveCallback(createIngestionBatcher(database.sql), exponentOf, incoming(accountId, text));
}

async function replay(accountId: number): Promise<number> {
  return (await replayQuarantine(database.sql, accountId, await exponentsOf(database.sql))).length;
}

/** A currency that the standard does not know, added by a person. */
async function addCurrency(code: string, exponent: number): Promise<void> {
  await database.sql`insert into currencies (code, exponent) values (${code}, ${exponent})`;
}

const book = (accountId: number) => database.sql`
  select id, currency, amount, status, reference_id from invoices where account_id = ${accountId} order by id`;
const held = (accountId: number) => database.sql`
  select subject, reason, released_at from quarantine where account_id = ${accountId} order by subject`;

describe('a signed callback that cannot be read exactly is believed, kept and held: Paymega is done, we are not', () => {
  test.each([
    ['of an unknown currency', documentText({ currency: 'USDT' }), 'unknown_currency'],
    ['with half a cent', documentText({ amount: '10.005' }), 'too_fine'],
    ['with an amount beyond all bounds', documentText({ fee: '1e30' }), 'too_large'],
    ['without an amount', documentText({ amount: null }), 'bad_amount'],
    ['without a status', documentText({ status: null }), 'missing_status'],
    ['without a time', documentText({ updated: null, created: null }), 'missing_updated'],
    [
      'with an amount told twice',
      documentText().replace('"amount":100', '"amount":1,"amount":100'),
      'repeated_key',
    ],
    ['with a NUL in its reference', documentText({ reference_id: 'a\0' }), 'bad_attribute'],
  ])('%s', async (_, text, reason) => {
    const accountId = await makeAccount(database.sql);
    expect(await receive(accountId, text)).toMatchObject({ kind: 'ingested', verdict: 'quarantined' });
    const callbacks =
      await database.sql`select verdict, reason from callbacks where account_id = ${accountId}`;
    expect(callbacks).toEqual([{ verdict: 'quarantined', reason }]);
    expect(await held(accountId)).toEqual([{ subject: 'cpi_test1', reason, releasedAt: null }]);
    expect(await book(accountId)).toEqual([]);
  });

  test('without an id, each under a subject of its own', async () => {
    const accountId = await makeAccount(database.sql);
    for (const reference_id of ['a', 'b', 'b'])
      await receive(accountId, documentText({ reference_id }, null));
    const subjects = (await held(accountId)).map(({ subject }) => subject);
    expect(subjects).toEqual([expect.stringMatching(/^callback:/), expect.stringMatching(/^callback:/)]);
  });

  test('with an id that can be none, all that is told of that id under one name, by callback and by API', async () => {
    const accountId = await makeAccount(database.sql);
    const [long, longer] = ['c'.repeat(256), `${'c'.repeat(256)}d`];
    for (const id of [long, longer, 'cpi 1', 'cpi\0', long]) {
      for (const amount of ['10', '11']) await receive(accountId, documentText({ amount }, id));
      await hold(accountId, documentText({ amount: '12' }, id));
    }
    const items = await quarantinedRows(database.sql, accountId, 100);
    expect(items).toHaveLength(4);
    expect(new Set(items.map(({ reason }) => reason))).toEqual(new Set(['bad_id']));
    expect(items.map(({ subject }) => subject)).toContain('id:cpi 1');
    expect(items.map(({ message }) => message)).toContain(
      'its id has 256 characters, and 255 are the most that is taken',
    );
  });

  test('with an id of 255 characters it is held under that id, and taken in once it can be read', async () => {
    const accountId = await makeAccount(database.sql);
    const id = Array.from({ length: 255 }, (_, place) => String.fromCharCode(33 + ((place * 7) % 94))).join(
      '',
    );
    await receive(accountId, documentText({ currency: 'IIIT' }, id));
    expect(await held(accountId)).toMatchObject([{ subject: id }]);
    await addCurrency('IIIT', 2);
    expect(await replay(accountId)).toBe(1);
    expect(await book(accountId)).toMatchObject([{ id }]);
  });

  test('with a NUL in its amount', async () => {
    const accountId = await makeAccount(database.sql);
    expect(await receive(accountId, documentText({ amount: '5\0' }))).toMatchObject({
      verdict: 'quarantined',
    });
  });

  test('with maps that are nested ten thousand deep', async () => {
    const accountId = await makeAccount(database.sql);
    const nested = '['.repeat(10_000) + ']'.repeat(10_000);
    const text = documentText().replace('"payload":[]', `"payload":${nested}`);
    expect(await receive(accountId, text)).toMatchObject({
      kind: expect.stringMatching(/^(ingested|refused)$/),
    });
  });
});

describe('a replay', () => {
  test('ingests what can be read since a currency was added, to the last decimal', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(accountId, documentText({ currency: 'AAAT', amount: '12.345678' }));
    await receive(accountId, documentText({ currency: 'AAAX' }, 'cpi_other'));
    expect(await replay(accountId)).toBe(0);
    await addCurrency('AAAT', 6);
    expect(await replay(accountId)).toBe(1);
    expect(await book(accountId)).toMatchObject([{ id: 'cpi_test1', currency: 'AAAT', amount: 12_345_678n }]);
    expect(await held(accountId)).toMatchObject([
      { subject: 'cpi_other', releasedAt: null },
      { subject: 'cpi_test1', releasedAt: expect.any(Date) },
    ]);
    expect(await replay(accountId)).toBe(0);
  });

  test('takes in under the mode of the secret what tells no mode', async () => {
    const accountId = await makeAccount(database.sql);
    const text = documentText({ currency: 'JJJT', test_mode: null });
    const signature = sign('test-secret', Buffer.from(text));
    await receiveCallback(createIngestionBatcher(database.sql), await exponentsOf(database.sql), {
      ...incoming(accountId, text),
      signature,
    });
    await addCurrency('JJJT', 2);
    expect(await replay(accountId)).toBe(1);
    expect(await database.sql`select mode from invoices where account_id = ${accountId}`).toEqual([
      { mode: 'test' },
    ]);
  });

  test('leaves other accounts alone', async () => {
    const [one, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
    for (const accountId of [one, other]) await receive(accountId, documentText({ currency: 'BBBT' }));
    await addCurrency('BBBT', 2);
    expect(await replay(one)).toBe(1);
    expect(await book(other)).toEqual([]);
  });

  test('never takes in a document that tells an amount twice', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(accountId, documentText({}).replace('"amount":100', '"amount":1,"amount":100'));
    expect(await replay(accountId)).toBe(0);
    expect(await book(accountId)).toEqual([]);
  });

  test('takes in the state that was told last', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(accountId, documentText({ currency: 'CCCT', status: 'processing' }));
    await receive(accountId, documentText({ currency: 'CCCT', updated: 1_790_000_900 }));
    await addCurrency('CCCT', 2);
    await replay(accountId);
    expect(await book(accountId)).toMatchObject([{ status: 'processed' }]);
  });

  test('takes in the state that was told last, also where an older callback came after it', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(accountId, documentText({ currency: 'DDDT', updated: 1_790_000_900 }));
    await receive(accountId, documentText({ currency: 'DDDT', status: 'processing' }));
    await addCurrency('DDDT', 2);
    await replay(accountId);
    expect(await book(accountId)).toMatchObject([{ status: 'processed' }]);
  });

  test('takes in what the private API told last', async () => {
    const accountId = await makeAccount(database.sql);
    await hold(accountId, documentText({ currency: 'EEET', status: 'processing' }));
    await hold(accountId, documentText({ currency: 'EEET', updated: 1_790_000_900 }));
    await addCurrency('EEET', 2);
    await replay(accountId);
    expect(await book(accountId)).toMatchObject([{ status: 'processed' }]);
  });

  test('goes on beyond a document in which a bare number was taken for a card', async () => {
    const accountId = await makeAccount(database.sql);
    const metadata = { batch: 5_123_817_234_060_000 };
    await receive(accountId, documentText({ currency: 'FFFT', metadata }, 'cpi_a'));
    await receive(accountId, documentText({ currency: 'FFFT' }, 'cpi_b'));
    await addCurrency('FFFT', 2);
    await replay(accountId);
    expect((await book(accountId)).map(({ id }) => id)).toContain('cpi_b');
  });

  test('keeps a reference that only looks like a card number', async () => {
    const accountId = await makeAccount(database.sql);
    await receive(accountId, documentText({ currency: 'GGGT', reference_id: '2026110112000008' }));
    await addCurrency('GGGT', 2);
    await replay(accountId);
    expect(await book(accountId)).toMatchObject([{ referenceId: '2026110112000008' }]);
  });
});

async function hold(accountId: number, text: string): Promise<void> {
  const resource = readResource(text);
  try {
    readInvoice(resource, await exponentsOf(database.sql));
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    await quarantineDocument(database.sql, accountId, resource, error, RECEIVED_AT);
  }
}

test('what is quarantined is counted as it is listed: by subject, until it is released', async () => {
  const { sql } = database;
  const [accountId, other] = [await makeAccount(sql), await makeAccount(sql)];
  for (const amount of ['10.001', '10.002'])
    await receive(accountId, documentText({ amount }, 'cpi_told_twice'));
  await receive(accountId, documentText({ currency: 'XSETT' }, 'cpi_held'));
  await receive(other, documentText({ currency: 'XSETT' }, 'cpi_elsewhere'));
  for (const of of [accountId, accountId, other, null]) await keepRefusal(sql, of, REFUSAL, RECEIVED_AT);
  for (const withUnaddressed of [true, false]) {
    const refused = await refusedCallbacks(sql, { accountId, withUnaddressed }, { limit: 100 });
    expect(await countQuarantinedAndRefused(sql, accountId, withUnaddressed)).toEqual({
      refused: refused.length,
      quarantined: 2,
    });
    expect(refused.length).toBe(withUnaddressed ? 3 : 2);
  }
  await addCurrency('XSETT', 2);
  expect(await replay(accountId)).toBe(1);
  expect(await countQuarantinedAndRefused(sql, accountId, false)).toEqual({ refused: 2, quarantined: 1 });
  expect(await quarantinedRows(sql, accountId, 100)).toHaveLength(1);
});
