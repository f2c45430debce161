import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { csvRecords } from '../../support/csv.ts';

const run = promisify(execFile);

/** LibreOffice, where it is installed; test/run.js asks for it where it can. */
export const OFFICE = ['/usr/bin/soffice', '/Applications/LibreOffice.app/Contents/MacOS/soffice'].find(
  existsSync,
);

// Commas, UTF-8, texts in quotes, cells as they are (not as they are shown), every sheet.
const WRITTEN = '44,34,76,1,,0,true,false,false,false,false,-1';

/**
 * The sheets of a file as LibreOffice has opened it, by their names: records of cells, a header first.
 * @param reading tokens of the CSV filter, where it is one
 */
export async function openedInOffice(
  name: string,
  content: Buffer,
  reading?: string,
): Promise<Record<string, string[][]>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-office-'));
  try {
    const source = path.join(folder, name);
    const out = path.join(folder, 'out');
    await mkdir(out);
    await writeFile(source, content);
    await run(OFFICE ?? '', [
      ...[`-env:UserInstallation=file://${folder}/profile`, '--headless'],
      ...(reading === undefined ? [] : [`--infilter=CSV:${reading}`]),
      ...['--convert-to', `csv:Text - txt - csv (StarCalc):${WRITTEN}`, '--outdir', out, source],
    ]);
    const base = name.replace(/\.\w+$/, '');
    const sheets: Record<string, string[][]> = {};
    for (const file of await readdir(out))
      sheets[file.slice(base.length + 1, -'.csv'.length)] = csvRecords(
        await readFile(path.join(out, file), 'utf8'),
      );
    return sheets;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of a PDF as LibreOffice has opened it. */
export async function textInOffice(content: Buffer): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'counterfoil-office-'));
  try {
    const source = path.join(folder, 'file.pdf');
    await writeFile(source, content);
    await run(OFFICE ?? '', [
      ...[`-env:UserInstallation=file://${folder}/profile`, '--headless', '--infilter=draw_pdf_import'],
      ...['--convert-to', 'fodg', '--outdir', folder, source],
    ]);
    const drawn = await readFile(path.join(folder, 'file.fodg'), 'utf8');
    return drawn
      .replace(/<text:s\/>/g, ' ')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Records with their header's names. */
export function named(records: readonly string[][]): Record<string, string>[] {
  const [header = [], ...rows] = records;
  return rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place] ?? ''])));
}
