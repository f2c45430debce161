import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Queryable, Sql } from '#db/connection.ts';
import { SIGNED_FILES } from '#db/values.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { type Actor, audit } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { exported, type Outcome } from './export.ts';
import { exportOf } from './export-filters.ts';
import { MACHINE } from './export-profile.ts';

const [packed, unpacked] = [promisify(gzip), promisify(gunzip)];

/** In which formats a signed day keeps its file. */
export const SIGNED_FORMATS = SIGNED_FILES;
export type SignedFormat = (typeof SIGNED_FORMATS)[number];

/** The payments of a day as CSV, as a snapshot shows them: what is signed, and nothing that came since. */
export async function paymentsOfDay(
  sql: Sql,
  account: Pick<Account, 'id' | 'timeZone'>,
  day: string,
  snapshot: string,
): Promise<{ content: Buffer; rows: number; sha256: string }> {
  const what = await exportOf(sql, account, 'day', [['day', day]]);
  const told: { outcome?: Outcome } = {};
  const ended = async (outcome: Outcome) => {
    told.outcome = outcome;
  };
  const stream = await exported(sql, what, { format: 'csv', profile: MACHINE }, { ended }, snapshot);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (!told.outcome) throw new Error(`the file of ${day} was not written to its end`);
  return { content: Buffer.concat(chunks), rows: told.outcome.rows, sha256: told.outcome.sha256 };
}

/** Keeps a file of a signed day, for good. */
export async function keepSignedFile(
  sql: Queryable,
  closeId: bigint,
  format: SignedFormat,
  content: Buffer,
  rows: number | null,
): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest();
  await sql`
    insert into day_close_files (close_id, format, sha256, rows, content)
    values (${closeId}, ${format}, ${sha256}, ${rows}, ${await packed(content)})`;
}

/**
 * A file of a signed day, byte for byte as it was kept. Audited.
 * @throws Refusal `unknown_file` (404) where the day was signed before files were kept
 */
export async function signedFile(
  sql: Sql,
  actor: Actor,
  closeId: bigint,
  format: SignedFormat,
): Promise<{ name: string; content: Buffer }> {
  const [file] = await sql<{ slug: string; day: string; sha256: Buffer; content: Buffer }[]>`
    select accounts.slug, close.day::text as day, file.sha256, file.content
    from day_close_files as file
    join day_closes as close on close.id = file.close_id join accounts on accounts.id = close.account_id
    where (file.close_id, file.format) = (${closeId}, ${format})`;
  if (!file) throw new Refusal('unknown_file', 'No such file is kept of this day.', 404);
  const content = await unpacked(file.content);
  const sha256 = file.sha256.toString('hex');
  if (createHash('sha256').update(content).digest('hex') !== sha256)
    throw new Error(`the file of ${file.day} is no longer what was signed`);
  const subject = `day:${file.slug}:${file.day}`;
  await audit(sql, actor, 'day.file_handed_out', subject, { close: closeId.toString(), format, sha256 });
  return { name: `${file.slug}-signed-${file.day}-${closeId}.${format}`, content };
}
