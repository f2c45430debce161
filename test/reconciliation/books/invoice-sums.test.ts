import { expect, test } from 'vitest';
import { countAndSums } from '#reconciliation/books/invoice-sums.ts';
import { fillMirror, fillOurBook } from '../../bench/fill.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';

const database = useDatabase();
const FROM = 1_780_000_000;

test('sums are of all that match, for each currency by itself, and exact', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  await fillMirror(sql, accountId, 300, FROM);
  await fillOurBook(sql, accountId);
  const { count, capped, sums } = await countAndSums(sql, { accountId, mode: 'live' });
  const rows = await sql<{ currency: string; amount: bigint; returned: bigint }[]>`
    select currency, amount, returned from invoices where account_id = ${accountId} and mode = 'live'`;
  expect([count, capped]).toEqual([rows.length, false]);
  expect(sums?.map(({ currency }) => currency)).toEqual([...new Set(rows.map((row) => row.currency))].sort());
  for (const { currency, amount, returned } of sums ?? []) {
    const own = rows.filter((row) => row.currency === currency);
    expect(amount.minor).toBe(own.reduce((sum, row) => sum + row.amount, 0n));
    expect(returned.minor).toBe(own.reduce((sum, row) => sum + row.returned, 0n));
  }
});

test('of more than can be counted exactly there is no sum', async () => {
  const { sql } = database;
  const accountId = await makeAccount(sql);
  await fillMirror(sql, accountId, 11_000, FROM);
  await fillOurBook(sql, accountId);
  expect(await countAndSums(sql, { accountId, mode: 'live' })).toEqual({
    ...{ count: 10_000, capped: true, sums: null },
  });
});

test('of nothing there are no sums', async () => {
  const accountId = await makeAccount(database.sql);
  expect(await countAndSums(database.sql, { accountId, mode: 'live' })).toEqual({
    ...{ count: 0, capped: false, sums: [] },
  });
});
