import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, personIdOf } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { exponentsOf } from '../books/currencies.ts';
import { guessMapping, headerPlace } from './guess-mapping.ts';
import { headerDigest, MAPPING, type Mapping } from './mapping.ts';
import { mappingOfHeader } from './mappings.ts';
import { readFile, type SaidOfFile } from './read-file.ts';
import type { Table } from './table.ts';
import { withoutPeople } from './without-people.ts';

/** A file as it came: its name is the sender's word. */
export type Upload = { fileName: string; bytes: Buffer } & SaidOfFile;

/** A file between its upload and its import. */
export type Draft = {
  id: bigint;
  fileName: string;
  sha256: Buffer;
  sizeBytes: number;
  table: Table;
  /** The places of columns that speak of people: they were not kept. */
  withheld: number[];
  mapping: Mapping;
  /** The name under which its layout is known; null where it was guessed. */
  mappingName: string | null;
  /** What of the guess a person should look at. */
  unsure: string[];
};

const HOURS_KEPT = 1;
const MAX_NAME = 200;
const MAX_UNPACKED = 1024 * 1024 * 1024;
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

const TABLE = z.object({
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string().nullable(),
  delimiter: z.string().nullable(),
  rows: z.array(
    z.object({
      line: z.number(),
      cells: z.array(z.string()),
      numbers: z.array(z.number()).optional(),
      formulas: z.array(z.number()).optional(),
    }),
  ),
  torn: z.array(z.object({ line: z.number(), reason: z.string() })),
});
const STATE = z.object({ mapping: MAPPING, mappingName: z.string().nullable(), unsure: z.array(z.string()) });

/**
 * Reads a file for a preview: by the layout that its header is known by, else by a guess. What speaks of
 * people is left out before anything is kept.
 * @throws Refusal `same_file` (409) where it was imported before, and as readFile
 */
export async function draftOf(sql: Queryable, account: Account, upload: Upload): Promise<Omit<Draft, 'id'>> {
  const sha256 = createHash('sha256').update(upload.bytes).digest();
  await refuseSameFile(sql, account.id, sha256);
  const raw = await readFile(upload.bytes, upload);
  const fileName =
    upload.fileName.replaceAll(/[\p{Cc}\p{Cs}]/gu, '').slice(-MAX_NAME) || 'a file without a name';
  const place = headerPlace(raw.rows);
  const { table, withheld } = withoutPeople(raw, place);
  const guess = guessMapping(table, fileName, account, await exponentsOf(sql));
  const header = table.rows[place];
  const known = header ? await mappingOfHeader(sql, account.id, headerDigest(header.cells)) : null;
  const { from, to, headerLine } = guess.mapping;
  const mapping = known ? { ...known.mapping, from, to, headerLine } : guess.mapping;
  const own = { fileName, sha256, sizeBytes: upload.bytes.length, table, withheld };
  return { ...own, mapping, mappingName: known?.name ?? null, unsure: known ? [] : guess.unsure };
}

/**
 * Keeps a draft for an hour, so that somebody can look at it and import it. @returns its number. @throws as
 * draftOf
 */
export async function uploadStatement(
  sql: Sql,
  actor: Actor,
  account: Account,
  upload: Upload,
): Promise<bigint> {
  const draft = await draftOf(sql, account, upload);
  const { table, mapping, mappingName, unsure } = draft;
  const cells = await pack(JSON.stringify(table));
  const [row] = await sql<{ id: bigint }[]>`
    insert into statement_drafts (account_id, person_id, file_name, sha256, size_bytes, format, encoding,
      delimiter, withheld, cells, mapping, uploaded_at)
    values (${account.id}, ${personIdOf(actor)}, ${draft.fileName}, ${draft.sha256}, ${draft.sizeBytes},
      ${table.format}, ${table.encoding}, ${table.delimiter}, ${draft.withheld}::int[]::smallint[], ${cells},
      ${sql.json({ mapping, mappingName, unsure })}, now())
    returning id`;
  if (!row) throw new Error('no draft was kept');
  return row.id;
}

/** A draft that is kept. @throws Refusal `unknown_statement_draft` (404), also where its hour is over */
export async function draftById(sql: Queryable, accountId: number, id: bigint): Promise<Draft> {
  const [row] = await sql<
    (Pick<Draft, 'fileName' | 'sha256' | 'sizeBytes' | 'withheld'> & { cells: Buffer; mapping: unknown })[]
  >`
    select file_name, sha256, size_bytes, withheld, cells, mapping from statement_drafts
    where id = ${id} and account_id = ${accountId}
      and uploaded_at > now() - make_interval(hours => ${HOURS_KEPT})`;
  if (!row) {
    const message = 'this file waited for more than an hour, or was imported meanwhile: choose it again';
    throw new Refusal('unknown_statement_draft', message, 404);
  }
  const { cells, mapping, ...own } = row;
  const table = TABLE.parse(JSON.parse((await unpack(cells, { maxOutputLength: MAX_UNPACKED })).toString()));
  return { id, ...own, table: table as Table, ...STATE.parse(mapping) };
}

/** Says how a draft is to be read. @throws Refusal `unknown_statement_draft` (404) */
export async function remapDraft(
  sql: Queryable,
  accountId: number,
  id: bigint,
  mapping: Mapping,
): Promise<void> {
  const changed = await sql`
    update statement_drafts
    set mapping = jsonb_set(jsonb_set(mapping, '{mapping}', ${sql.json(mapping)}), '{unsure}', '[]')
    where id = ${id} and account_id = ${accountId}`;
  if (changed.count === 0)
    throw new Refusal('unknown_statement_draft', 'there is no such file any more', 404);
}

/** Takes a draft away: it was imported, or is not to be. */
export async function dropDraft(sql: Queryable, accountId: number, id: bigint): Promise<void> {
  await sql`delete from statement_drafts where id = ${id} and account_id = ${accountId}`;
}

/** Drops the drafts whose hour is over. */
export async function trimDrafts(sql: Queryable): Promise<void> {
  await sql`
    delete from statement_drafts where uploaded_at < now() - make_interval(hours => ${HOURS_KEPT})`;
}

/** @throws Refusal `same_file` (409) */
export async function refuseSameFile(sql: Queryable, accountId: number, sha256: Buffer): Promise<void> {
  const [known] = await sql<{ id: bigint; day: string }[]>`
    select id, to_char(imported_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI "UTC"') as day from statement_files
    where account_id = ${accountId} and sha256 = ${sha256}`;
  if (!known) return;
  const message = `this very file was imported on ${known.day} (statement file ${known.id}): nothing has changed`;
  throw new Refusal('same_file', message, 409);
}
