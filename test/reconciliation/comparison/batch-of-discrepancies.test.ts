import { expect, test } from 'vitest';
import { createBatchOf } from '#reconciliation/comparison/batch-of-discrepancies.ts';
import { batchItems } from '#reconciliation/comparison/check-batches.ts';
import { somebody } from '../../identity/people/somebody.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem } from '../discrepancies/an-item.ts';

const database = useDatabase();

const askAbout = async (accountId: number, ids: readonly bigint[]) => {
  const person = await somebody(database.sql);
  const actor = { kind: 'person', personId: person.id, name: person.email } as const;
  return database.sql.begin((within) => createBatchOf(within, actor, accountId, ids));
};

test('an invoice with two discrepancies is asked about once, also where our book has it not', async () => {
  const accountId = await makeAccount(database.sql);
  const ids = [
    await anItem(database.sql, accountId, { subject: 'cpi_a', kind: 'missing_ours' }),
    await anItem(database.sql, accountId, { subject: 'cpi_a', kind: 'fee_differs' }),
    await anItem(database.sql, accountId, { subject: 'cpi_b' }),
  ];
  const { id, mode } = await askAbout(accountId, ids);
  expect(mode).toBe('live');
  const items = await batchItems(database.sql, id, 10);
  expect(items.map(({ invoiceId, before }) => [invoiceId, before])).toEqual([
    ['cpi_a', 'not_in_our_book'],
    ['cpi_b', 'not_in_our_book'],
  ]);
  await expect(askAbout(accountId, ids)).rejects.toMatchObject({ code: 'batch_under_way' });
});

test('what lies in another account is not asked about', async () => {
  const [accountId, other] = [await makeAccount(database.sql), await makeAccount(database.sql)];
  const foreign = await anItem(database.sql, other, { subject: 'cpi_c' });
  await expect(askAbout(accountId, [foreign])).rejects.toMatchObject({ code: 'nothing_to_ask' });
});
