import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Way } from '#reconciliation/reports/export.ts';
import { EXPORT_LISTS } from '#reconciliation/reports/export-filters.ts';
import { manifestOf } from '#reconciliation/reports/export-manifest.ts';
import { BUILT_IN, type CsvProfile, MACHINE } from '#reconciliation/reports/export-profile.ts';
import { csvRows } from '../../support/csv.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { fillBooks, HOSTILE, LONG, made } from './exported-books.ts';
import { named, OFFICE, openedInOffice } from './office.ts';

const database = useDatabase();
let accountId = 0;
const GERMAN = BUILT_IN.find(({ name }) => name === 'Excel, German') ?? MACHINE;
const csv = (profile: CsvProfile): Way => ({ format: 'csv', profile });

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
  await fillBooks(database.sql, accountId);
});

const rowsOf = async (list = 'invoices' as const) =>
  csvRows((await made(database.sql, accountId, list, csv(MACHINE))).bytes.toString());
const rowOf = async (id: string) => (await rowsOf()).find((row) => row.invoice_id === id);

describe.each(EXPORT_LISTS)('the export of %s', (list) => {
  const filters: Partial<Record<typeof list, [string, string][]>> = {
    discrepancies: [['state', 'all']],
    day: [['day', '2026-09-21']],
  };
  const filter = filters[list] ?? [];
  const ways: Way[] = [csv(MACHINE), csv(GERMAN), { format: 'xlsx' }, { format: 'jsonl' }];

  test('is on record with its rows, its bytes and its SHA-256, and on the audit', async () => {
    for (const way of ways) {
      const { bytes, record } = await made(database.sql, accountId, list, way, filter);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(record).toMatchObject({ sha256, bytes: BigInt(bytes.length), failedAt: null, list });
      const acts =
        await database.sql`select act from audit where subject = ${`export:${record.id}`} order by id`;
      expect(acts.map(({ act }) => act)).toEqual(['export.begun', 'export.finished']);
    }
  });

  test('has the same rows in CSV and JSON Lines', async () => {
    if (list === 'audit') return;
    const { bytes } = await made(database.sql, accountId, list, { format: 'jsonl' }, filter);
    const lines = bytes.toString().split('\n').filter(Boolean);
    const { bytes: table, record } = await made(database.sql, accountId, list, csv(MACHINE), filter);
    expect(csvRows(table.toString())).toHaveLength(lines.length);
    expect(Number(record.rows)).toBe(lines.length);
  });
});

describe('a row of an invoice', () => {
  test('says the fee that was charged, and beside it the one that was quoted', async () => {
    expect(await rowOf('cpi_eur')).toMatchObject({
      ...{ gross: '1234.56', fee_charged: '37.04', fee_quoted: '37.00', fee_of_failed: '', net: '1197.52' },
      ...{ paymega_status: 'processed', paymega_gross: '1234.56', paymega_fee_charged: '37.04' },
      ...{ discrepancy_kinds: 'amount_differs', discrepancy_outcomes: 'open' },
    });
  });

  test('never counts the fee of a failed payment as charged', async () => {
    expect(await rowOf('cpi_failed')).toMatchObject({
      ...{ gross: '0.00', fee_charged: '0.00', fee_of_failed: '0.30', net: '0.00' },
    });
  });

  test('tells what was refunded and what was charged back apart, and what is left', async () => {
    expect(await rowOf('cpi_back')).toMatchObject({
      ...{ refunded_amount: '40.00', charged_back_amount: '10.00', net: '47.00' },
    });
  });

  test('says nothing of Paymega’s book where that has none', async () => {
    const row = (await rowOf('cpi_jpy')) ?? {};
    const theirs = Object.entries(row).filter(([name]) => name.startsWith('paymega_'));
    expect(theirs.length).toBeGreaterThan(10);
    expect(theirs.filter(([, value]) => value !== '')).toEqual([]);
  });

  test.each([
    ['cpi_eur', '2026-10-25', '2026-10-25 00:30:00+00', '2026-10-25 02:30:00'],
    ['cpi_jpy', '2026-10-25', '2026-10-25 01:30:00+00', '2026-10-25 02:30:00'],
    ['cpi_back', '2026-10-25', '2026-10-25 22:59:59+00', '2026-10-25 23:59:59'],
    ['cpi_kwd', '2026-03-29', '2026-03-29 01:00:00+00', '2026-03-29 03:00:00'],
  ])('has its day and its times on the clocks of the account (%s)', async (id, day, utc, local) => {
    const row = await rowOf(id);
    expect([row?.business_day, row?.created_at, row?.created_local]).toEqual([day, utc, local]);
  });
});

test('a CSV ends its lines by CRLF, and leaves what texts hold as it is', async () => {
  const { bytes } = await made(database.sql, accountId, 'invoices', csv(MACHINE), [['search', 'cpi_kwd']]);
  const text = bytes.toString();
  expect(text.split('\r\n')).toHaveLength(4);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(csvRows(text)[0]?.reference_id).toBe(`'${HOSTILE}`);
});

test('a German CSV has a byte order mark, semicolons, decimal commas and German dates', async () => {
  const { bytes } = await made(database.sql, accountId, 'invoices', csv(GERMAN), [['search', 'cpi_eur']]);
  const text = bytes.toString();
  expect(text.startsWith('\ufeffaccount;invoice_id;')).toBe(true);
  expect(text).toContain(';1234,56;');
  expect(text).toContain(';25.10.2026 00:30:00;25.10.2026 02:30:00;');
});

test('a profile of another zone shows its times, and leaves the business day as it is', async () => {
  const profile = { ...MACHINE, timeZone: 'America/New_York' };
  const { bytes } = await made(database.sql, accountId, 'invoices', csv(profile), [['search', 'cpi_eur']]);
  expect(csvRows(bytes.toString())[0]).toMatchObject({
    ...{ business_day: '2026-10-25', created_local: '2026-10-24 20:30:00' },
  });
});

test('JSON Lines have amounts as decimals in text, times in UTC, and null for what is not known', async () => {
  const { bytes } = await made(database.sql, accountId, 'invoices', { format: 'jsonl' });
  const rows = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.find(({ invoice_id: id }) => id === 'cpi_kwd')).toMatchObject({
    ...{ amount: '1234.567', reference_id: HOSTILE, created_at: '2026-03-29T01:00:00Z', paymega_gross: null },
    ...{ business_day: '2026-03-29', created_local: '2026-03-29T03:00:00' },
  });
});

test('the manifest sums each currency by itself, and live and test payments apart', async () => {
  const { record } = await made(database.sql, accountId, 'invoices', { format: 'jsonl' }, [['mode', 'live']]);
  expect(manifestOf(record)).toMatchObject({
    ...{ report: 'invoices', time_zone: 'Europe/Berlin', rows: 6, filter: { mode: 'live' } },
    sums: [
      { currency: 'EUR', rows: 4, fee_charged: '40.05' },
      { currency: 'JPY', rows: 1, gross: '5000', net: '4850' },
      { currency: 'KWD', rows: 1, gross: '1234.567', net: '1197.530' },
    ],
  });
});

// Where LibreOffice is not to be had there is nothing to open them with.
describe.skipIf(!OFFICE)('LibreOffice', () => {
  test('opens a workbook with the same values: a sheet a currency, sums, a manifest', async () => {
    const { bytes } = await made(database.sql, accountId, 'invoices', { format: 'xlsx' });
    const sheets = await openedInOffice('books.xlsx', bytes);
    expect(Object.keys(sheets).toSorted()).toEqual(['EUR', 'JPY', 'KWD', 'Manifest']);
    const of = (sheet: string, id: string) =>
      named(sheets[sheet] ?? []).find((row) => row.invoice_id === id || row.account === id);
    expect(of('EUR', 'cpi_eur')).toMatchObject({
      ...{ reference_id: '000123', amount: '1234.56', business_day: '2026-10-25' },
      ...{ created_at: '2026-10-25 00:30:00', created_local: '2026-10-25 02:30:00', discrepancy_ids: '1' },
    });
    expect(of('EUR', 'cpi_back')).toMatchObject({
      reference_id: '1e5',
      created_local: '2026-10-25 23:59:59',
    });
    expect(of('EUR', 'cpi_failed')).toMatchObject({ reference_id: 'TRUE', fee_of_failed: '0.3' });
    // More digits than a number of a spreadsheet has: text, to the cent.
    expect(of('EUR', 'cpi_huge')).toMatchObject({ reference_id: '_x0041_', amount: '90071992547409.93' });
    expect(of('JPY', 'cpi_jpy')).toMatchObject({
      reference_id: LONG,
      amount: '5000',
      created_local: '2026-10-25 02:30:00',
    });
    expect(of('KWD', 'cpi_kwd')).toMatchObject({ amount: '1234.567', created_local: '2026-03-29 03:00:00' });
    expect(of('KWD', 'cpi_kwd')?.reference_id?.replace('\r', '')).toBe(HOSTILE.replace('\r', ''));
    expect(of('JPY', 'Total JPY')).toMatchObject({ gross: '5000', fee_charged: '150', net: '4850' });
    expect(of('KWD', 'Total KWD')).toMatchObject({ gross: '1234.567', net: '1197.53' });
    expect(sheets.Manifest?.flat()).toEqual(
      expect.arrayContaining(['time_zone', 'Europe/Berlin', '1197.53']),
    );
  }, 120_000);

  test('opens the German CSV with the same values', async () => {
    const { bytes } = await made(database.sql, accountId, 'invoices', csv(GERMAN));
    // Semicolons, UTF-8, German, texts in quotes stay texts, dates and numbers are looked for.
    const sheets = await openedInOffice('books.csv', bytes, '59,34,76,1,,1031,true,true');
    const rows = named(Object.values(sheets)[0] ?? []);
    const of = (id: string) => rows.find((row) => row.invoice_id === id);
    expect(of('cpi_eur')).toMatchObject({ reference_id: '000123', amount: '1234.56', fee_charged: '37.04' });
    expect(of('cpi_jpy')).toMatchObject({ reference_id: LONG, amount: '5000' });
    expect(of('cpi_kwd')).toMatchObject({ amount: '1234.567' });
    expect(of('cpi_kwd')?.reference_id).toMatch(/^'=1\+2;"x"/);
    // Real dates: LibreOffice writes them as its own language does.
    const moment = (value = '') => value.replace(/^(\d\d)\/(\d\d)\/(\d{4})/, '$3-$1-$2');
    expect(moment(of('cpi_eur')?.created_local)).toBe('2026-10-25 02:30:00');
    expect(moment(of('cpi_kwd')?.created_local)).toBe('2026-03-29 03:00:00');
  }, 120_000);
});
