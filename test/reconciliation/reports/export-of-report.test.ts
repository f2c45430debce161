import { buffer, text as textOf } from 'node:stream/consumers';
import { beforeAll, expect, test } from 'vitest';
import { literal } from '#db/literal.ts';
import { exported } from '#reconciliation/reports/export.ts';
import { amount, text } from '#reconciliation/reports/export-columns.ts';
import { type Export, factsSection, type Section } from '#reconciliation/reports/export-content.ts';
import { MACHINE } from '#reconciliation/reports/export-profile.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { fillBooks } from './exported-books.ts';
import { OFFICE, openedInOffice } from './office.ts';

const database = useDatabase();
let report: Export;

beforeAll(async () => {
  const accountId = await makeAccount(database.sql);
  await fillBooks(database.sql, accountId);
  const facts = [
    { name: 'view', value: 'by creation' },
    { name: 'signed by', value: '=nobody' },
  ];
  const payments: Section = {
    name: 'payments',
    columns: [text('id', literal`book.id`), amount('amount', literal`book.amount`)],
    of: literal`from invoices as book join currencies on currencies.code = book.currency
      where book.account_id = ${accountId} and book.currency <> 'EUR'`,
    orderBy: literal`book.id`,
    currency: literal`book.currency`,
    sums: ['amount'],
  };
  const of = { accountId, timeZone: 'Europe/Berlin', isOfAllAccounts: false, filter: {}, facts };
  report = { list: 'example', ...of, sections: () => [factsSection('facts', facts), payments] };
});

test('a report of facts and sections is one CSV, each under its name', async () => {
  const written = await textOf(await exported(database.sql, report, { format: 'csv', profile: MACHINE }));
  expect(written.split('\r\n')).toEqual([
    ...['facts', 'fact,value', '"view","by creation"', `"signed by","'=nobody"`, '', 'payments', 'id,amount'],
    ...['"cpi_jpy",5000', '"cpi_kwd",1234.567', ''],
  ]);
});

test('its JSON Lines say of each object which section it is of', async () => {
  const written = await textOf(await exported(database.sql, report, { format: 'jsonl' }));
  const lines = written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ section }) => section)).toEqual(['facts', 'facts', 'payments', 'payments']);
  expect(lines[1]).toEqual({ section: 'facts', fact: 'signed by', value: '=nobody' });
});

test.skipIf(!OFFICE)(
  'its workbook has a sheet of each section, and one of each currency',
  async () => {
    const bytes = await buffer(await exported(database.sql, report, { format: 'xlsx' }));
    const sheets = await openedInOffice('report.xlsx', bytes);
    expect(Object.keys(sheets).toSorted()).toEqual(['Manifest', 'facts', 'payments JPY', 'payments KWD']);
    expect(sheets['payments KWD']?.at(-1)).toEqual(['Total KWD', '1234.567']);
    expect(sheets.facts?.[2]).toEqual(['signed by', '=nobody']);
  },
  120_000,
);

test('a file of which a section broke is no file', async () => {
  const broken: Export = {
    ...report,
    sections: (clocks) => [
      ...report.sections(clocks),
      {
        ...factsSection('broken', [{ name: 'a', value: 'b' }]),
        orderBy: literal`1 / (facts.place - facts.place)`,
      },
    ],
  };
  for (const way of [{ format: 'csv', profile: MACHINE }, { format: 'xlsx' }, { format: 'jsonl' }] as const)
    await expect(exported(database.sql, broken, way).then(buffer)).rejects.toThrow('division by zero');
});
