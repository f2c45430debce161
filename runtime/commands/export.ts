import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { exportCsv } from '#reconciliation/reports/export.ts';
import { EXPORT_FILTERS, type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import type { Config } from '../config.ts';
import { visit } from './visit.ts';

/** The options by which exports are filtered, each with what it takes and for which lists. */
export function exportOptions(): [name: string, help: string][] {
  const lists = Object.entries(EXPORT_FILTERS);
  const names = new Set(lists.flatMap(([, { shape }]) => Object.keys(shape)));
  return [...names].map((name) => {
    const having = lists.flatMap(([list, { shape }]) => (Object.hasOwn(shape, name) ? [list] : []));
    return [name, `filters ${having.join(', ')}`];
  });
}

/**
 * `export`: exactly what the list of the console shows, as CSV; into a file that its owner alone can read.
 * @param given the filter as it was written, each option as often as it was
 * @throws Refusal `bad_filter` where the filter cannot be read, `unwritable` where the file cannot be made
 */
export async function exportList(
  config: Config,
  list: ExportList,
  given: Iterable<readonly [string, string]>,
  options: { account?: string; out?: string },
): Promise<void> {
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, options.account);
    const what = await exportOf(sql, account, list, given);
    const file = options.out === undefined ? null : await privateFile(options.out);
    const rows = await exportCsv(sql, what);
    if (file) await pipeline(rows, file.createWriteStream());
    else await pipeline(rows, process.stdout, { end: false });
  });
}

/** A file that its owner alone can read, also where one of this name was there. */
async function privateFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'w', 0o600);
    if ((await file.stat()).isFile()) await file.chmod(0o600);
    return file;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Refusal('unwritable', `${path} cannot be written: ${code}`);
  }
}
