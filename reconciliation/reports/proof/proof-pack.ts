import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { invoiceProof } from './invoice-proof.ts';
import type { ProofFile } from './proof-file.ts';
import { README } from './readme.ts';

/** What a pack is of: one invoice, or those that a list of discrepancies names. */
export type ProofOf =
  | { invoiceId: string }
  | { invoiceIds: readonly string[]; filter: string; more: readonly ProofFile[] };

type Who = Extract<Actor, { kind: 'person' }>;
type AccountOf = Pick<Account, 'id' | 'slug' | 'timeZone'>;
type Listed = { name: string; bytes: number; sha256: string };

/**
 * All that is known of invoices as a ZIP for Paymega's support: what was received, with hashes and verdicts,
 * what the private API answered, both books, the timeline and the discrepancies, and a manifest with the
 * SHA-256 of each file. Streamed: one invoice is read at a time, and no faster than the reader takes it.
 * Bodies are redacted. Audited.
 * @throws Refusal `unknown_invoice` (404) before the first byte, where nothing is known of the one invoice
 */
export async function proofPack(sql: Sql, actor: Who, account: AccountOf, of: ProofOf): Promise<Readable> {
  const invoiceIds = 'invoiceId' in of ? [of.invoiceId] : of.invoiceIds;
  const first = invoiceIds[0] === undefined ? [] : await invoiceProof(sql, account, invoiceIds[0], 1);
  const subject =
    'invoiceId' in of ? `invoice:${account.slug}:${of.invoiceId}` : `discrepancies:${account.slug}`;
  const details = { invoices: invoiceIds.length, ...('filter' in of && { filter: of.filter }) };
  await audit(sql, actor, 'proof_pack.made', subject, details);
  const [row] = await sql<{ id: string }[]>`
    select paymega_account_id as id from accounts where id = ${account.id}`;
  const theirs = row?.id ?? null;
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  const left = new AbortController();
  stream.once('close', () => left.abort());
  const madeAt = new Date();
  const about = { account: account.slug, paymega_account: theirs, time_zone: account.timeZone };
  const made = { made_at: madeAt.toISOString(), made_by: actor.name, ...about, ...details };
  const files = allFiles(sql, account, invoiceIds, { first, more: 'more' in of ? of.more : [] });
  fill(zip, files, { made, madeAt, signal: left.signal }).catch((error: unknown) => {
    // A reader who has left ends it; anything else ends the file in its middle, so that nobody takes it for
    // whole.
    if (!left.signal.aborted) stream.destroy(error as Error);
  });
  return stream;
}

async function* allFiles(
  sql: Sql,
  account: AccountOf,
  invoiceIds: readonly string[],
  { first, more }: { first: readonly ProofFile[]; more: readonly ProofFile[] },
): AsyncIterable<ProofFile> {
  yield { name: 'README.txt', text: README };
  yield* more;
  yield* first;
  for (const [place, id] of invoiceIds.entries())
    if (place > 0) yield* await invoiceProof(sql, account, id, place + 1);
}

type Making = { made: Record<string, unknown>; madeAt: Date; signal: AbortSignal };

async function fill(
  zip: ZipFile,
  files: AsyncIterable<ProofFile>,
  { made, madeAt, signal }: Making,
): Promise<void> {
  const listed: Listed[] = [];
  const put = async ({ name, text }: ProofFile) => {
    const bytes = Buffer.from(text);
    listed.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    const source = Readable.from([bytes], { objectMode: false });
    const taken = once(source, 'end', { signal });
    zip.addReadStreamLazy(name, { mtime: madeAt }, (give) => give(null, source));
    await taken;
  };
  for await (const file of files) await put(file);
  await put({ name: 'manifest.json', text: `${JSON.stringify({ ...made, files: [...listed] }, null, 2)}\n` });
  zip.end();
}
