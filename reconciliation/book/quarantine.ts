import { createHash } from 'node:crypto';
import type { Queryable, Sql } from '#db/connection.ts';
import { createdOf } from '#paymega/created-of.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import {
  idOf,
  isTestMode,
  NoDocument,
  type Resource,
  readDocument,
  readInvoice,
  UnreadableInvoice,
} from '#paymega/document.ts';
import { redact } from '#paymega/redact.ts';
import { compareInvoices } from '../run/compare-invoices.ts';
import { type Observation, observationOf, type Teller } from './observation.ts';
import { takeIn } from './take-in.ts';

/** Holds an invoice document of the private API that cannot be read exactly. */
export async function holdDocument(
  sql: Queryable,
  accountId: number,
  resource: Resource,
  { reason, message }: UnreadableInvoice,
  seenAt: Date,
): Promise<void> {
  const body = redact(JSON.stringify({ data: resource }));
  const bodySha256 = createHash('sha256').update(body).digest();
  const id = idOf(resource);
  const subject = id ?? `document:${bodySha256.toString('hex').slice(0, 16)}`;
  const mode = isTestMode(resource) ? 'test' : 'live';
  await sql`
    insert into quarantine
      (account_id, subject, invoice_id, mode, source, reason, words, body, body_sha256, created_at, first_seen_at,
       last_seen_at)
    values (${accountId}, ${subject}, ${id}, ${mode}, 'private_api', ${reason}, ${message}, ${body}, ${bodySha256},
      to_timestamp(${createdOf(resource)}), ${seenAt}, ${seenAt})
    on conflict (account_id, subject, body_sha256) do update set
      last_seen_at = greatest(quarantine.last_seen_at, excluded.last_seen_at), released_at = null`;
}

/** The invoice of a document of the private API as an observation; what cannot be read exactly is held, and given back. */
export async function readOrHold(
  tools: { sql: Queryable; exponentOf: ExponentOf },
  accountId: number,
  resource: Resource,
  seenAt: Date,
): Promise<Observation | UnreadableInvoice> {
  try {
    return observationOf(readInvoice(resource, tools.exponentOf), accountId, seenAt, 'private_api');
  } catch (error) {
    if (!(error instanceof UnreadableInvoice)) throw error;
    await holdDocument(tools.sql, accountId, resource, error, seenAt);
    return error;
  }
}

type Held = { subject: string; source: Teller; body: string; bodySha256: Buffer; lastSeenAt: Date };

/**
 * Reads what is held once more, takes in what can be read now (a currency was added, say), and compares it.
 * @returns how many were released
 */
export async function replayQuarantine(sql: Sql, accountId: number, exponentOf: ExponentOf): Promise<number> {
  const held = await sql<Held[]>`
    select subject, source, body, body_sha256 as "bodySha256", last_seen_at as "lastSeenAt" from quarantine
    where account_id = ${accountId} and released_at is null order by subject, last_seen_at`;
  const taken: string[] = [];
  for (const { subject, source, body, bodySha256, lastSeenAt } of held) {
    try {
      const { resource, repeatsKeys } = readDocument(body);
      if (repeatsKeys) continue;
      const invoice = readInvoice(resource, exponentOf);
      await takeIn(sql, [observationOf(invoice, accountId, lastSeenAt, source)]);
      taken.push(invoice.id);
    } catch (error) {
      if (error instanceof UnreadableInvoice || error instanceof NoDocument) continue;
      throw error;
    }
    await sql`
      update quarantine set released_at = now()
      where (account_id, subject, body_sha256) = (${accountId}, ${subject}, ${bodySha256})`;
  }
  const invoices = [...new Set(taken)].map((id) => ({ id }));
  await compareInvoices(sql, accountId, invoices, new Date());
  return taken.length;
}
