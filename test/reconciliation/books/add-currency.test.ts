import { describe, expect, test } from 'vitest';
import type { Account } from '#identity/accounts/accounts.ts';
import { addCurrency, addedCurrencies, unknownCurrencies } from '#reconciliation/books/add-currency.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { quarantinedRows } from '#reconciliation/books/quarantined.ts';
import { createIngestionBatcher } from '#reconciliation/callbacks/ingestion-batcher.ts';
import { receiveCallback } from '#reconciliation/callbacks/receive-callback.ts';
import { replay } from '#reconciliation/comparison/replay.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { documentText } from '../../support/documents.ts';
import { incoming } from '../../support/incoming.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;

async function told(accountId: number, fields: Record<string, unknown>, id: string) {
  const text = documentText(fields, id);
  const exponentOf = await exponentsOf(database.sql);
  await receiveCallback(createIngestionBatcher(database.sql), exponentOf, incoming(accountId, text));
}

async function account(): Promise<Pick<Account, 'id' | 'slug'>> {
  const id = await makeAccount(database.sql);
  const [row] = await database.sql<{ slug: string }[]>`select slug from accounts where id = ${id}`;
  return { id, slug: row?.slug ?? '' };
}

const heldOf = async (accountId: number) =>
  (await quarantinedRows(database.sql, accountId, 10)).map(({ subject, reason }) => [subject, reason]).sort();

describe('a currency that the standard does not have', () => {
  test('is named with what waits because of it, and the amounts that show its decimals', async () => {
    const { id } = await account();
    await told(id, { currency: 'AAB', amount: '1.005' }, 'cpi_a');
    await told(id, { currency: 'AAB', amount: '7.5' }, 'cpi_b');
    expect(await unknownCurrencies(database.sql, [id])).toEqual([
      { code: 'AAB', documents: 2, amounts: expect.arrayContaining(['1.005', '7.5']) },
    ]);
    expect(await unknownCurrencies(database.sql, [])).toEqual([]);
  });

  test('once added lets one document be read, or all; and what is too fine for it says so', async () => {
    const one = await account();
    await told(one.id, { currency: 'AAC', amount: '1.00' }, 'cpi_1');
    await told(one.id, { currency: 'AAC', amount: '2.00' }, 'cpi_2');
    await told(one.id, { currency: 'AAC', amount: '3.333' }, 'cpi_3');
    await addCurrency(database.sql, ACTOR, { code: 'AAC', decimals: 2 });
    expect(await replay(database.sql, ACTOR, one, 'cpi_2')).toBe(1);
    expect(await heldOf(one.id)).toEqual([
      ['cpi_1', 'unknown_currency'],
      ['cpi_3', 'unknown_currency'],
    ]);
    expect(await replay(database.sql, ACTOR, one)).toBe(1);
    expect(await heldOf(one.id)).toEqual([['cpi_3', 'too_fine']]);
    const book = await database.sql`select id, amount from invoices where account_id = ${one.id} order by id`;
    expect(book.map(({ id, amount }) => [id, amount])).toEqual([
      ['cpi_1', 100n],
      ['cpi_2', 200n],
    ]);
    const [line] =
      await database.sql`select details from audit where act = 'currency.added' and subject = 'currency:AAC'`;
    expect(line?.details).toEqual({ decimals: 2 });
  });

  test.each([
    ['with decimals that another one has', 'USD', 2, 'known_currency'],
    ['that is known with others', 'JPY', 2, 'known_currency'],
    ['in small letters', 'usd', 2, 'bad_currency'],
    ['that is no code', 'U$', 2, 'bad_currency'],
    ['of one letter', 'X', 2, 'bad_currency'],
    ['with too many decimals', 'AAD', 9, 'bad_decimals'],
    ['with fewer than none', 'AAD', -1, 'bad_decimals'],
    ['with half of one', 'AAD', 1.5, 'bad_decimals'],
  ])('is not added %s', async (_, code, decimals, refusal) => {
    const before = await addedCurrencies(database.sql);
    await expect(addCurrency(database.sql, ACTOR, { code, decimals })).rejects.toMatchObject({
      code: refusal,
    });
    expect(await addedCurrencies(database.sql)).toEqual(before);
  });
});

test('what is held was first told by the callback that brought it, whoever was asked since', async () => {
  const { id } = await account();
  await told(id, { currency: 'AAE', amount: '1.00' }, 'cpi_first');
  const [callback] = await database.sql<{ receivedAt: Date }[]>`
    select received_at from callbacks where account_id = ${id}`;
  await database.sql`
    insert into quarantine (account_id, subject, invoice_id, mode, source, reason, message, body, body_sha256,
      first_seen_at, last_seen_at)
    select account_id, subject, invoice_id, mode, 'private_api', reason, message, body, '\\x01',
      now() + interval '1 day', now() + interval '1 day' from quarantine where account_id = ${id}`;
  expect(await quarantinedRows(database.sql, id, 10)).toMatchObject([
    { subject: 'cpi_first', source: 'private_api', firstSeenAt: callback?.receivedAt },
  ]);
});
