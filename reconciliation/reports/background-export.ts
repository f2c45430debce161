import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { isConnectionError, type Queryable, type Sql } from '#db/connection.ts';
import { LOCK, withLock } from '#db/lock.ts';
import { accountById } from '#identity/accounts/accounts.ts';
import type { Actor } from '#identity/audit/audit.ts';
import { Refusal } from '#identity/refusal.ts';
import { exported, type Outcome, type Way } from './export.ts';
import type { Export } from './export-content.ts';
import { keyOf } from './export-copy.ts';
import { EXPORT_LISTS, type ExportList, exportOf } from './export-filters.ts';
import { headOf } from './export-manifest.ts';
import { MACHINE } from './export-profile.ts';
import {
  type ExportRecord,
  exportRecord,
  recordFailure,
  recordOrder,
  recordOutcome,
} from './export-record.ts';
import { failureOf } from './make-export.ts';

const UNDER_WAY_OF_ONE_PERSON = 2;
const KEPT_DAYS = 3;
const MOST_ATTEMPTS = 3;
const PIECE_BYTES = 1_048_576;
const packed = promisify(gzip);

/**
 * Puts an export on record that is made in the background, and queues it, both or neither.
 * @param send queues the job within the transaction
 * @throws Refusal `too_many_exports` (429) where the person has two under way
 */
export function orderExport(
  sql: Sql,
  actor: Actor & { kind: 'person' },
  asked: { what: Export; way: Way; estimatedRows: number },
  send: (within: Queryable, id: bigint) => Promise<void>,
): Promise<ExportRecord> {
  const order = { ...asked, isInBackground: true };
  return recordOrder(sql, actor, order, async (transaction, id) => {
    // One after the other, so that two at once do not both find room.
    await transaction`select from people where id = ${actor.personId} for update`;
    const [own] = await transaction<{ count: number }[]>`
      select count(*)::int as count from exports
      where person_id = ${actor.personId} and is_in_background and finished_at is null and failed_at is null
        and id <> ${id}`;
    if ((own?.count ?? 0) >= UNDER_WAY_OF_ONE_PERSON)
      throw new Refusal(
        'too_many_exports',
        'Two exports of yours are under way: wait until one has ended, and order this one then.',
        429,
      );
    await send(transaction, id);
  });
}

/**
 * Makes the file of an export that is on record, into the database, so that every machine can hand it out. Killed, it begins
 * anew (the books it had begun to read are past), three times at most; then it says on record that it failed.
 * @throws Refusal `export_under_way` (409) while another worker makes it: it may die, so the job comes again
 */
export async function makeInBackground(sql: Sql, id: bigint, signal: AbortSignal): Promise<void> {
  const lock = { class: LOCK.export, key: keyOf(id) };
  await withLock(
    sql,
    'counterfoil export',
    lock,
    (lost) => begin(sql, id, AbortSignal.any([signal, lost])),
    () => new Refusal('export_under_way', 'another worker makes this file: wait for it', 409),
  );
}

async function begin(sql: Sql, id: bigint, signal: AbortSignal): Promise<void> {
  const record = await exportRecord(sql, id);
  if (record.finishedAt !== null || record.failedAt !== null) return;
  const actor = actorOf(record);
  if (record.attempts >= MOST_ATTEMPTS) {
    const failure = `it was begun ${MOST_ATTEMPTS} times, and each time its process ended`;
    await dropPieces(sql, id);
    return recordFailure(sql, actor, id, failure);
  }
  await sql`
    update exports set attempts = attempts + 1, started_at = now(), rows_done = 0 where id = ${id}`;
  await dropPieces(sql, id);
  try {
    const outcome = await fill(sql, record, signal);
    const expiresAt = new Date(Date.now() + KEPT_DAYS * 86_400_000);
    await recordOutcome(sql, actor, id, outcome, expiresAt);
  } catch (error) {
    // Then it is for the next process, or the next try.
    if (signal.aborted || isConnectionError(error)) throw error;
    await dropPieces(sql, id);
    await recordFailure(sql, actor, id, failureOf(error));
    throw error;
  }
}

async function fill(sql: Sql, record: ExportRecord, signal: AbortSignal): Promise<Outcome> {
  const what = await whatOf(sql, record);
  const way: Way =
    record.format === 'csv'
      ? { format: 'csv', profile: record.profile ?? MACHINE }
      : { format: record.format };
  const found: { outcome: Outcome | null; rows: number } = { outcome: null, rows: 0 };
  const stream = await exported(sql, what, way, {
    manifest: () => headOf(record),
    counted: (rows) => {
      found.rows = rows;
    },
    ended: async (outcome) => {
      found.outcome = outcome;
    },
  });
  const leave = () => stream.destroy(new Error('the process ends'));
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  let piece: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  const keep = async () => {
    const content = await packed(Buffer.concat(piece), { level: 1 });
    await sql`
      insert into export_pieces (export_id, number, packed)
      values (${record.id}, ${number}, ${content})`;
    await sql`update exports set rows_done = ${found.rows} where id = ${record.id}`;
    [piece, bytes, number] = [[], 0, number + 1];
  };
  for await (const chunk of stream) {
    piece.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes >= PIECE_BYTES) await keep();
  }
  signal.removeEventListener('abort', leave);
  if (bytes > 0) await keep();
  if (found.outcome === null) throw new Error('an export has no outcome');
  return found.outcome;
}

/** What an export on record is of, read from its filter again. */
async function whatOf(sql: Sql, { list, accountId, filter, personId }: ExportRecord): Promise<Export> {
  const account = await accountById(sql, accountId);
  const known = EXPORT_LISTS.find((one): one is ExportList => one === list);
  if (known === undefined) throw new Error(`there is no list ${list} to export`);
  const [person] = await sql<{ seesAllAccounts: boolean }[]>`
    select sees_all_accounts from people where id = ${personId}`;
  const seesAllAccounts = person?.seesAllAccounts ?? false;
  return exportOf(sql, account, known, Object.entries(filter), { seesAllAccounts, empty: 'absent' });
}

/** Who ordered it, for the audit of what became of it. */
function actorOf({ personId, actor }: ExportRecord): Actor {
  const name = actor.slice(actor.indexOf(':') + 1);
  return personId === null ? { kind: 'program', name } : { kind: 'person', personId, name };
}

/** Background exports that are not over. */
export async function unfinishedExports(sql: Queryable): Promise<bigint[]> {
  const rows = await sql<{ id: bigint }[]>`
    select id from exports where is_in_background and finished_at is null and failed_at is null order by id`;
  return rows.map(({ id }) => id);
}

async function dropPieces(sql: Queryable, id: bigint): Promise<void> {
  await sql`delete from export_pieces where export_id = ${id}`;
}
