import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Account, accountById } from '#identity/accounts/accounts.ts';
import { addPerson } from '#identity/people/people.ts';
import { ingest } from '#reconciliation/books/ingest.ts';
import { mirrorInvoices } from '#reconciliation/books/mirror.ts';
import { closeDay } from '#reconciliation/reports/day-close.ts';
import { closesOf, type DayClose } from '#reconciliation/reports/day-closes.ts';
import { exported } from '#reconciliation/reports/export.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { moneyDigest, moneyReport, type SignedReport } from '#reconciliation/reports/money-report.ts';
import { signedFile } from '#reconciliation/reports/signed-files.ts';
import { csvRecords } from '../../support/csv.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { aRun } from './a-run.ts';
import { OFFICE, openedInOffice, textInOffice } from './office.ts';

const database = useDatabase();
// The clocks of Berlin go back on it.
const DAY = '2026-10-25';
const STARTS = Date.parse('2026-10-24T22:00:00Z') / 1000;
const PROGRAM = { kind: 'program', name: 'test' } as const;

let account: Account;
let close: DayClose;

type Over = Parameters<typeof anObservation>[1];
const paid = (id: string, at: number, over: Over = {}) =>
  anObservation(account.id, {
    ...{ id, referenceId: `00${id}`, createdAt: at, processedAt: at, updatedAt: at },
    ...over,
  });

beforeAll(async () => {
  const { sql } = database;
  account = await accountById(sql, await makeAccount(sql));
  const first = paid('cpi_a', STARTS + 60, { amount: 12_345n, fee: 370n, processedFee: 370n });
  const yen = paid('cpi_yen', STARTS + 25 * 3600 - 60, {
    currency: 'JPY',
    amount: 90_071n,
    fee: 5n,
    processedFee: 5n,
  });
  const dinar = paid('cpi_kwd', STARTS + 7200, {
    currency: 'KWD',
    amount: 1_234_567n,
    fee: 1n,
    processedFee: 1n,
  });
  const sold = paid('cpi_sold', STARTS - 5 * 86_400, { amount: 5_000n });
  const refunded = paid('cpi_sold', STARTS - 5 * 86_400, {
    ...{ amount: 5_000n, status: 'partially_refunded', refundedAmount: 1_999n, updatedAt: STARTS + 9_000 },
  });
  await ingest(sql, [first, yen, dinar, sold]);
  await ingest(sql, [refunded]);
  await mirrorInvoices(
    sql,
    [yen, dinar, refunded, { ...first, processedFee: 371n, fingerprint: 5n }],
    new Date(),
  );
  const startedAt = Math.floor(Date.now() / 1000);
  await aRun(sql, account.id, { from: STARTS, to: STARTS + 25 * 3600, startedAt });
  const email = 'finance-files@shop.example';
  const { id } = await addPerson(sql, { email, role: 'finance', password: 'four words in a row' });
  const seen = moneyDigest(await moneyReport(sql, account, 'live', DAY));
  await closeDay(
    sql,
    { kind: 'person', personId: id, name: email },
    account,
    DAY,
    'Gebühr ist gemeldet',
    seen,
  );
  const [signed] = await closesOf(sql, account.id, DAY);
  if (!signed) throw new Error('the day was not signed');
  close = signed;
});

const file = (format: 'csv' | 'pdf') => signedFile(database.sql, PROGRAM, close.id, format);

/** What a file comes to, by the column of its header, per currency: in minor units of what is written. */
function summed(rows: readonly string[][], column: string): Record<string, number> {
  const [head = [], ...body] = rows;
  const [at, currency] = [head.indexOf(column), head.indexOf('currency')];
  const sums: Record<string, number> = {};
  for (const row of body) {
    const decimals = row[at]?.split('.')[1]?.length ?? 0;
    const minor = Math.round(Number(row[at]) * 10 ** decimals);
    sums[row[currency] ?? ''] = (sums[row[currency] ?? ''] ?? 0) + minor;
  }
  return sums;
}

describe('the files of a signed day', () => {
  test('hold the payments of the day, and come to what was signed', async () => {
    const { content, name } = await file('csv');
    expect(name).toBe(`${account.slug}-signed-${DAY}-${close.id}.csv`);
    const rows = csvRecords(content.toString());
    expect(summed(rows, 'gross')).toEqual({ USD: 12_345, JPY: 90_071, KWD: 1_234_567 });
    expect(summed(rows, 'refunded')).toEqual({ USD: 1_999, JPY: 0, KWD: 0 });
    expect(summed(rows, 'net')).toEqual({ USD: 12_345 - 370 - 1_999, JPY: 90_066, KWD: 1_234_566 });
    expect(summed(rows, 'difference_net')).toEqual({ USD: 1, JPY: 0, KWD: 0 });
    const { lines } = close.figures as SignedReport;
    expect(lines.map(({ currency, ours }) => [currency, ours.net])).toEqual([
      ['JPY', '90066'],
      ['KWD', '1234.566'],
      ['USD', '99.76'],
    ]);
  });

  test('stay byte for byte what they were, whatever is learnt later, and handing them out is audited', async () => {
    const { sql } = database;
    const before = [await file('csv'), await file('pdf')];
    await ingest(sql, [paid('cpi_late', STARTS + 61)]);
    expect([await file('csv'), await file('pdf')]).toEqual(before);
    const now = await exported(sql, await exportOf(sql, account, 'day', [['day', DAY]]), { format: 'jsonl' });
    expect((await buffer(now)).toString().trim().split('\n')).toHaveLength(5);
    const [line] = await sql<{ details: unknown }[]>`
      select details from audit where act = 'day.file_handed_out' order by id desc limit 1`;
    const sha256 = createHash('sha256')
      .update(before[1]?.content ?? '')
      .digest('hex');
    expect(line?.details).toMatchObject({ format: 'pdf', sha256 });
  });

  test('cannot be changed, not even by the product', async () => {
    await expect(database.sql`update day_close_files set content = ''`).rejects.toThrow('append-only');
    await expect(database.sql`delete from day_close_files`).rejects.toThrow('append-only');
  });

  test.runIf(OFFICE)(
    'are opened by LibreOffice with the same values: the CSV and the PDF',
    { timeout: 180_000 },
    async () => {
      const { content } = await file('csv');
      const sheets = await openedInOffice('signed.csv', content, '44,34,76,1,,1033,true,false');
      const [opened = []] = Object.values(sheets);
      expect(summed(opened, 'gross')).toEqual(summed(csvRecords(content.toString()), 'gross'));
      expect(opened[1]?.[opened[0]?.indexOf('reference_id') ?? 0]).toBe('00cpi_yen');
      const text = await textInOffice((await file('pdf')).content);
      for (const told of [
        '123.45 USD',
        '90071 JPY',
        '1234.567 KWD',
        '19.99 USD',
        '0.01 USD',
        'Gebühr ist gemeldet',
      ])
        expect(text).toContain(told);
    },
  );
});
