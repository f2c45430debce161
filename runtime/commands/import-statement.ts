import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { accountBySlug } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { importStatement } from '#reconciliation/statements/import-statement.ts';
import { MAX_FILE_BYTES } from '#reconciliation/statements/table.ts';
import type { Config } from '../config.ts';
import { ACTOR, visit } from './visit.ts';

/**
 * `import-statement`: a file of Paymega's portal, by a mapping that was saved in the console, or by one
 * that its header is known by, or by a guess that is sure.
 * @throws Refusal as importStatement, `no_file` where there is none
 */
export async function importStatementFile(
  config: Config,
  file: string,
  options: { account?: string; mapping?: string; json?: boolean },
): Promise<void> {
  const bytes = await bytesOf(file);
  await visit(config, async (sql) => {
    const account = await accountBySlug(sql, options.account);
    const upload = { fileName: path.basename(file), bytes, mapping: options.mapping };
    const { fileId, ...done } = await importStatement(sql, ACTOR, account, upload);
    const { good, bad, days, opened, stillOpen, closed } = done;
    const summary = { file: fileId.toString(), good, bad, days, opened, still_open: stillOpen, closed };
    const text = [
      `Statement ${fileId} of ${account.slug}: ${days[0] ?? ''} to ${days.at(-1) ?? ''}`,
      `  rows read ${good}, bad rows ${bad}`,
      `  discrepancies opened ${opened}, still open ${stillOpen}, closed ${closed}`,
    ];
    process.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${text.join('\n')}\n`);
  });
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES)
      throw new Refusal('file_too_large', `${file} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB`);
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof Refusal || code === undefined) throw error;
    throw new Refusal('no_file', `${file} cannot be read: ${code}`);
  }
}
