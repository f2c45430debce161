import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Queryable, Sql } from '#db/connection.ts';
import { LOCK } from '#db/lock.ts';
import { Refusal } from '#identity/refusal.ts';
import { type ExportRecord, recordFailure } from './export-record.ts';

const unpacked = promisify(gunzip);

/** The file of a background export, piece by piece. */
export async function* fileOf(sql: Sql, record: ExportRecord): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const [piece] = await sql<{ packed: Buffer }[]>`
      select packed from export_pieces where (export_id, number) = (${record.id}, ${number})`;
    if (!piece) return;
    yield await unpacked(piece.packed);
  }
}

/** Makes sure that the file of an export can be handed out. @throws Refusal `export_not_ready` (409), `export_expired` (410) */
export function assertHandedOut(
  { finishedAt, expiresAt }: Pick<ExportRecord, 'finishedAt' | 'expiresAt'>,
  now: Date,
): void {
  if (finishedAt === null)
    throw new Refusal('export_not_ready', 'This export is not finished, or has failed.', 409);
  if (expiresAt === null || expiresAt <= now)
    throw new Refusal(
      'export_expired',
      'The file of this export is no longer kept: make it again from its list.',
      410,
    );
}

/**
 * Drops the files that have expired, and says on record of what nobody makes any more (its process was killed while somebody
 * read it) that it failed.
 */
export async function trimExports(sql: Sql): Promise<void> {
  await sql`
    delete from export_pieces using exports
    where exports.id = export_id and (expires_at < now() or failed_at is not null)`;
  const broken = await sql<{ id: bigint; actor: string }[]>`
    select id, actor from exports
    where not is_in_background and finished_at is null and failed_at is null
      and started_at < now() - interval '10 minutes'
      and not exists (
        select from pg_locks
        where locktype = 'advisory' and classid = ${LOCK.export}::oid and objid = (id % 2147483647)::int::oid
          and database = (select oid from pg_database where datname = current_database()))`;
  for (const { id } of broken)
    await recordFailure(sql, { kind: 'program', name: 'trim' }, id, 'its process ended while it was made');
}

/** A short text that is another one whenever the list of an account's exports would be. */
export async function exportsVersion(sql: Queryable, accountId: bigint): Promise<string> {
  const [row] = await sql<{ version: string | null }[]>`
    select md5(string_agg(export::text, ' ')) as version from (
      select id, rows_done, finished_at, failed_at from exports where account_id = ${accountId}
      order by id desc limit 50
    ) as export`;
  return row?.version ?? '';
}
