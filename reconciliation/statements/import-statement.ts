import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { exponentsOf } from '../books/currencies.ts';
import { lockList } from '../comparison/compare-invoices.ts';
import { type Draft, draftById, draftOf, dropDraft, refuseSameFile, type Upload } from './drafts.ts';
import { headerDigest, headerRow, type Mapping } from './mapping.ts';
import { mappingByName, saveMapping } from './mappings.ts';
import { matchDays } from './match-days.ts';
import { type ReadFile, readRows } from './read-rows.ts';
import { writeLines } from './write-lines.ts';

/** What an import has brought. */
export type Imported = {
  fileId: bigint;
  good: number;
  bad: number;
  days: string[];
  opened: number;
  stillOpen: number;
  closed: number;
};

/**
 * Imports a draft as its mapping says, and matches its days with the books, in one transaction. Audited.
 * @param saveAs the name under which the mapping is kept for files of the same header; empty: it is not
 * @throws Refusal `unknown_statement_draft` (404), `same_file` (409), `mapping_incomplete`, `nothing_in_it` (422)
 */
export async function importDraft(
  sql: Sql,
  actor: Actor,
  account: Account,
  id: bigint,
  saveAs = '',
): Promise<Imported> {
  const draft = await draftById(sql, account.id, id);
  return sql.begin(async (transaction) => {
    const imported = await importRead(transaction, actor, account, draft, saveAs);
    await dropDraft(transaction, account.id, id);
    return imported;
  });
}

/**
 * Imports a file at once: by a named mapping, or by the one that its header is known by, or by a guess that
 * is sure. Audited.
 * @throws Refusal as importDraft and draftOf, `unknown_mapping` (404), `mapping_unsure` (422) where a person must look
 */
export async function importStatement(
  sql: Sql,
  actor: Actor,
  account: Account,
  upload: Upload & { mapping?: string | undefined },
): Promise<Imported> {
  const draft = await draftOf(sql, account, upload);
  if (upload.mapping !== undefined) {
    const { from, to, headerLine } = draft.mapping;
    draft.mapping = { ...(await mappingByName(sql, account.id, upload.mapping)), from, to, headerLine };
  } else if (draft.unsure.length > 0) {
    const message = `${draft.unsure.join(' ')} Import it in the console once, and save its mapping under a name.`;
    throw new Refusal('mapping_unsure', message);
  }
  return sql.begin((transaction) => importRead(transaction, actor, account, draft, ''));
}

async function importRead(
  transaction: Queryable,
  actor: Actor,
  account: Account,
  draft: Omit<Draft, 'id'>,
  saveAs: string,
): Promise<Imported> {
  // One import of an account after the other, and none beside a comparison: the same file twice is one.
  await lockList(transaction, account.id);
  await refuseSameFile(transaction, account.id, draft.sha256);
  const { mapping } = draft;
  const read = readRows(draft.table, mapping, account.timeZone, await exponentsOf(transaction));
  assertImportable(read);
  const fileId = await writeFile(transaction, actor, account, draft, read);
  await writeLines(transaction, account.id, fileId, mapping, read);
  const header = headerRow(draft.table.rows, mapping);
  const name = saveAs.trim();
  if (name !== '' && header)
    await saveMapping(transaction, account.id, name, headerDigest(header.cells), mapping);
  const days = [...new Set(read.statements.map(({ day }) => day))];
  const matched = await matchDays(transaction, account, mapping.mode, days, new Date());
  await audit(transaction, actor, 'statement.imported', `statement_file:${fileId}`, {
    ...{
      account: account.slug,
      file: draft.fileName,
      sha256: draft.sha256.toString('hex'),
      kind: mapping.kind,
    },
    ...{ good: read.good, bad: read.bad.length, from: days[0] ?? null, to: days.at(-1) ?? null },
  });
  return { fileId, good: read.good, bad: read.bad.length, days, ...matched };
}

function assertImportable({ gaps, statements, bad }: ReadFile): void {
  if (gaps.length > 0) throw new Refusal('mapping_incomplete', gaps.join(' '));
  if (statements.length > 0) return;
  throw new Refusal(
    'nothing_in_it',
    bad.length > 0
      ? 'no row of it could be read: look at the reasons, and say how it is written'
      : 'it has no row: say the currency and the first and last day for which it stands',
  );
}

async function writeFile(
  sql: Queryable,
  actor: Actor,
  account: Account,
  { fileName, sha256, sizeBytes, table, mapping }: Omit<Draft, 'id'> & { mapping: Mapping },
  { good, bad }: ReadFile,
): Promise<bigint> {
  const [row] = await sql<{ id: bigint }[]>`
    insert into statement_files (account_id, mode, kind, file_name, sha256, size_bytes, format, encoding,
      delimiter, mapping, good_rows, bad_rows, imported_at, imported_by, person_id)
    values (${account.id}, ${mapping.mode}, ${mapping.kind}, ${fileName}, ${sha256}, ${sizeBytes},
      ${table.format}, ${table.encoding}, ${table.delimiter}, ${sql.json(mapping)}, ${good}, ${bad.length},
      now(), ${`${actor.kind}:${actor.name}`}, ${personIdOf(actor)})
    returning id`;
  if (!row) throw new Error('no file was kept');
  return row.id;
}
