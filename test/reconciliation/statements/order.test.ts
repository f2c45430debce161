import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountById } from '#identity/accounts/accounts.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { followBooks } from '#reconciliation/statements/follow-books.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';

const database = useDatabase();
const ACTOR = { kind: 'program', name: 'test' } as const;
const HEADER = 'created,invoice_id,type,amount,fee,balance,currency,description';
const FILES = [
  ['2026-10-05 09:00:00,cpi_a,payment,100.00,3.00,97.00,USD,'],
  ['2026-10-06 09:00:00,cpi_b,payment,100.00,4.00,193.00,USD,'],
  ['2026-10-08 09:00:00,,refund,-70.00,0.00,124.00,USD,Refunds of the day'],
  ['2026-10-09 09:00:00,cpi_unknown,payment,5.00,0.00,129.00,USD,'],
].map((rows) => Buffer.from(`${[HEADER, ...rows].join('\n')}\n`));

const at = (day: string) => Date.parse(`${day}T07:00:00Z`) / 1000;
const paid = (accountId: number, id: string, day: string, refunded = 0n) =>
  anObservation(accountId, {
    ...{ id: `cpi_${id}`, referenceId: `order-${id}`, createdAt: at(day) - 60, processedAt: at(day) },
    ...{ refundedAmount: refunded, status: refunded > 0n ? 'partially_refunded' : 'processed' },
    updatedAt: refunded > 0n ? at('2026-10-08') : at(day),
  });

/** An account whose books hold two refunds of one day, and a payment that no statement has. */
async function books() {
  const accountId = await makeAccount(database.sql);
  const all = [
    paid(accountId, 'a', '2026-10-05', 30n * 100n),
    paid(accountId, 'b', '2026-10-06', 40n * 100n),
  ];
  const held = [...all, paid(accountId, 'c', '2026-10-06')];
  await ingest(database.sql, held);
  await mirrorInvoices(database.sql, held, new Date());
  return accountById(database.sql, accountId);
}

const itemsOf = (accountId: number) => database.sql`
  select kind, subject, ours, theirs, at_risk from discrepancies
  where account_id = ${accountId} and state <> 'resolved' order by kind, subject`;

test('any order of the same files ends in the same items', async () => {
  const expected = [
    'missing_in_statement cpi_c',
    'only_in_statement cpi_unknown',
    'statement_differs cpi_b',
    'statement_gap statement:live:USD:2026-10-07',
  ];
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(FILES, { minLength: FILES.length }), async (files) => {
      const account = await books();
      for (const bytes of files)
        await importStatement(database.sql, ACTOR, account, { fileName: 'a.csv', bytes });
      const items = await itemsOf(account.id);
      const found = items.map(({ kind, subject }) => `${kind} ${subject}`);
      expect(found).toEqual(expected);
      expect(items.filter(({ subject }) => subject === 'cpi_a')).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test('a day is matched anew when a book has changed, and only then', async () => {
  const account = await books();
  const [bytes = Buffer.alloc(0)] = FILES.slice(3);
  await importStatement(database.sql, ACTOR, account, { fileName: 'a.csv', bytes });
  expect((await itemsOf(account.id)).map(({ kind }) => kind)).toEqual(['only_in_statement']);
  await followBooks(database.sql, '2026-10-01', new Date());
  expect(await followBooks(database.sql, '2026-10-01', new Date())).toBe(0);
  const figures = {
    amount: 500n,
    paymentAmount: 500n,
    processedAmount: 500n,
    deposit: 500n,
    processedDeposit: 500n,
  };
  const late = { ...paid(account.id, 'unknown', '2026-10-09'), ...figures, fee: 0n, processedFee: 0n };
  await ingest(database.sql, [anObservation(account.id, { ...late })]);
  expect(await followBooks(database.sql, '2026-10-01', new Date())).toBe(1);
  expect(await itemsOf(account.id)).toEqual([]);
});
