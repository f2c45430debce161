import { hash } from 'node:crypto';
import { arrayLiteral } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import { rowOf } from './row-of.ts';

/** So many bytes of a note stand for who read. */
export const READER_BYTES = 4;

/**
 * What the mirror notes of the document that a row was read from, as bytea: four bytes for who read it, a build and a key, then the
 * document's own digest. A document with this note was read, just so, into just that row.
 * @param digest hexadecimal digits (Resource.digest)
 */
export function noteOf(digest: string, reader: string): string {
  return `\\x${hash('sha256', reader).slice(0, 2 * READER_BYTES)}${digest}`;
}

/**
 * Which of some documents say what the mirror has, because it was read from the same text. Nothing that is quarantined or was
 * noted as absent is among them, so that hearing of it still ends that.
 */
export async function recogniseDocuments(
  sql: Queryable,
  accountId: number,
  documents: readonly { id: string; digest: string }[],
  reader: string,
): Promise<boolean[]> {
  const account = sql`${accountId}::int`;
  const known = await sql<{ place: number }[]>`
    select place::int as place
    from unnest(
      ${arrayLiteral(documents.map(({ id }) => id))}::text[],
      ${arrayLiteral(documents.map(({ digest }) => noteOf(digest, reader)))}::bytea[]
    ) with ordinality as listed(id, digest, place)
    where exists (
        select from (${rowOf(sql, 'mirror', account, sql`listed.id`)}) as known
        where known.document_digest = listed.digest)
      and not exists (
        select from quarantine where (account_id, subject) = (${account}, listed.id) and released_at is null)
      and not exists (${rowOf(sql, 'missing_at_provider', account, sql`listed.id`)})`;
  const isKnown = new Set(known.map(({ place }) => place - 1));
  return documents.map((_, place) => isKnown.has(place));
}
