import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';
import { createdOf } from '#paymega/created-of.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { MODE_IF_MISSING, modeOf, readInvoice } from '#paymega/document.ts';
import type { Mode } from '#paymega/mode.ts';
import { NoDocument, type Resource, readResource } from '#paymega/resource.ts';
import { noteOf } from './documents-read.ts';
import { ingest } from './ingest.ts';
import { mirrorInvoices, type Notes } from './mirror.ts';
import { type Observation, observationOf, type Source } from './observation.ts';
import { quarantineSubject } from './quarantine-subject.ts';
import { insulated, unwritable, writeOrLeave } from './unwritable.ts';

/**
 * Holds an invoice document of the private API that cannot be read exactly. It counts nowhere; where nothing
 * tells its mode it is listed among the live ones, because there somebody looks.
 */
export async function quarantineDocument(
  sql: Queryable,
  accountId: number,
  resource: Resource,
  { reason, message }: UnreadableInvoice,
  seenAt: Date,
  modeIfMissing: Mode = MODE_IF_MISSING,
): Promise<void> {
  const { id } = resource;
  const body = resource.text;
  const bodySha256 = createHash('sha256').update(body).digest();
  const subject = quarantineSubject(resource, `document:${bodySha256.toString('hex').slice(0, 16)}`);
  const mode = modeOf(resource) ?? modeIfMissing;
  await sql`
    insert into quarantine
      (account_id, subject, invoice_id, mode, source, reason, message, body, body_sha256, created_at,
        first_seen_at,
       last_seen_at)
    values (${accountId}, ${subject}, ${id}, ${mode}, 'private_api', ${reason}, ${message}, ${body},
      ${bodySha256},
      to_timestamp(${createdOf(resource)}), ${seenAt}, ${seenAt})
    on conflict (account_id, subject, body_sha256) do update set
      last_seen_at = greatest(quarantine.last_seen_at, excluded.last_seen_at), released_at = null`;
}

/**
 * The invoice of a document of the private API as an observation; what cannot be read exactly is held, and
 * given back.
 * @param modeIfMissing what is known of its mode; else our book is asked
 */
export async function readOrQuarantine(
  tools: { sql: Queryable; exponentOf: ExponentOf },
  accountId: number,
  resource: Resource,
  seenAt: Date,
  modeIfMissing?: Mode,
): Promise<Observation | UnreadableInvoice> {
  const mode = modeOf(resource) ?? modeIfMissing ?? (await knownMode(tools.sql, accountId, resource.id));
  try {
    return observationOf(readInvoice(resource, tools.exponentOf, mode), accountId, seenAt, 'private_api');
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    await quarantineDocument(tools.sql, accountId, resource, error, seenAt, mode);
    return error;
  }
}

/**
 * The mode that our book has, where Paymega's API does not say one: the secret of a callback has proved it.
 */
async function knownMode(sql: Queryable, accountId: number, id: string | null): Promise<Mode | undefined> {
  const [book] = await sql<{ mode: Mode }[]>`
    select mode from invoices where (account_id, id) = (${accountId}, ${id})`;
  return book?.mode;
}

/** A document that could be read, and what it tells. */
export type Received = { resource: Resource; observation: Observation };

/**
 * What the private API told into the mirror; what the database does not hold is quarantined, and the rest
 * goes on.
 * @param told at most one an invoice
 * @param reader who reads, where what a list told is to be recognised the next time
 * @returns those that are in the mirror
 */
export async function mirrorOrQuarantine(
  sql: Queryable,
  accountId: number,
  reported: readonly Received[],
  fetchedAt: Date,
  reader?: string,
): Promise<Observation[]> {
  const notes = reader === undefined ? undefined : notesFor(reported, reader);
  const quarantined = await writeOrLeave(
    reported,
    (some) =>
      insulated(sql, (inner) =>
        mirrorInvoices(
          inner,
          some.map(({ observation }) => observation),
          fetchedAt,
          notes,
        ),
      ),
    ({ resource, observation }, reason) =>
      quarantineDocument(sql, accountId, resource, reason, fetchedAt, observation.mode),
  );
  return quarantined.map(({ observation }) => observation);
}

// What does not tell its mode itself is read by what our book knows of it, and what lies ahead of our clock by the time:
// both may change.
function notesFor(reported: readonly Received[], reader: string): Notes {
  return new Map(
    reported.flatMap(({ resource, observation }) =>
      resource.digest !== undefined && modeOf(resource) !== null && !observation.isAhead
        ? [[observation.id, noteOf(resource.digest, reader)] as const]
        : [],
    ),
  );
}

/**
 * Keeps what one document tells, in one transaction; where the database does not hold it, holds the document.
 */
export async function keepOrQuarantine<T>(
  sql: Sql,
  accountId: number,
  { resource, observation }: Received,
  askedAt: Date,
  keep: (transaction: Queryable) => Promise<T>,
): Promise<T | UnreadableInvoice> {
  try {
    return (await sql.begin(keep)) as T;
  } catch (error) {
    const reason = unwritable(error);
    if (!reason) throw error;
    await quarantineDocument(sql, accountId, resource, reason, askedAt, observation.mode);
    return reason;
  }
}

type Quarantined = {
  subject: string;
  mode: Mode;
  source: Source;
  body: string;
  bodySha256: Buffer;
  lastSeenAt: Date;
};

/**
 * Reads what is in quarantine once more and ingests what can be read now (a currency was added, say). What
 * cannot be read for another reason by now says that one.
 * @param only what is held under this name; all without it
 * @returns the invoice of each document that was released
 */
export async function replayQuarantine(
  sql: Queryable,
  accountId: number,
  exponentOf: ExponentOf,
  only?: string,
): Promise<string[]> {
  const quarantined = await sql<Quarantined[]>`
    select subject, mode, source, body, body_sha256, last_seen_at from quarantine
    where account_id = ${accountId} and released_at is null
      ${only === undefined ? sql`` : sql`and subject = ${only}`}
    order by subject, last_seen_at`;
  const taken: string[] = [];
  for (const { subject, mode, source, body, bodySha256, lastSeenAt } of quarantined) {
    try {
      const invoice = readInvoice(readResource(body), exponentOf, mode);
      await ingest(sql, [observationOf(invoice, accountId, lastSeenAt, source)]);
      taken.push(invoice.id);
    } catch (error) {
      const unreadable = error instanceof UnreadableInvoice ? error : unwritable(error);
      if (!unreadable && !(error instanceof NoDocument)) throw error;
      if (unreadable) await noteReason(sql, accountId, { subject, bodySha256 }, unreadable);
      continue;
    }
    await sql`
      update quarantine set released_at = now()
      where (account_id, subject, body_sha256) = (${accountId}, ${subject}, ${bodySha256})`;
  }
  return taken;
}

async function noteReason(
  sql: Queryable,
  accountId: number,
  { subject, bodySha256 }: Pick<Quarantined, 'subject' | 'bodySha256'>,
  { reason, message }: UnreadableInvoice,
): Promise<void> {
  await sql`
    update quarantine set reason = ${reason}, message = ${message}
    where (account_id, subject, body_sha256) = (${accountId}, ${subject}, ${bodySha256})
      and (reason, message) <> (${reason}, ${message})`;
}
