import { pipeline } from 'node:stream/promises';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import type { Way } from '#reconciliation/reports/export.ts';
import { EXPORT_FILTERS, type ExportList, exportOf } from '#reconciliation/reports/export-filters.ts';
import { manifestOf } from '#reconciliation/reports/export-manifest.ts';
import { profileNamed } from '#reconciliation/reports/export-profiles.ts';
import { exportRecord } from '#reconciliation/reports/export-record.ts';
import { makeExport } from '#reconciliation/reports/make-export.ts';
import type { Config } from '../config.ts';
import { privateFile } from './private-file.ts';
import { ACTOR, visit } from './visit.ts';

type Options = {
  account?: string | undefined;
  out?: string | undefined;
  format?: Way['format'] | undefined;
  profile?: string | undefined;
};

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
 * `export`: exactly what the list of the console shows; into a file that its owner alone can read, with its manifest
 * beside it (`FILE.manifest.json`).
 * @param given the filter as it was written, each option as often as it was
 * @throws Refusal `bad_filter` where the filter cannot be read, `unknown_profile`, `unwritable` where the file cannot be made
 */
export async function exportList(
  config: Config,
  list: ExportList,
  given: Iterable<readonly [string, string]>,
  options: Options,
): Promise<void> {
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, options.account);
    const what = await exportOf(sql, account, list, given, { seesAllAccounts: true });
    const { format = 'csv', profile = 'machine', out } = options;
    const way: Way =
      format === 'csv' ? { format, profile: await profileNamed(sql, account.id, null, profile) } : { format };
    const file = out === undefined ? null : await privateFile(out);
    const { stream, id } = await makeExport(sql, ACTOR, what, way);
    if (file === null || out === undefined) return pipeline(stream, process.stdout, { end: false });
    await pipeline(stream, file.createWriteStream());
    const beside = await privateFile(`${out}.manifest.json`);
    const manifest = manifestOf(await exportRecord(sql, id()));
    await beside.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await beside.close();
  });
}
