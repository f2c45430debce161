import { createHash } from 'node:crypto';
import type { Queryable } from '#db/connection.ts';
import type { ExponentOf } from '#paymega/currencies.ts';
import { idOf, type Resource, readDocument, readInvoice, UnreadableInvoice } from '#paymega/document.ts';
import { redact } from '#paymega/redact.ts';
import { observationOf } from './observation.ts';
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
  const id = idOf(resource);
  const subject = id ?? `document:${createHash('sha256').update(body).digest('hex').slice(0, 16)}`;
  const mode = resource.attributes.test_mode === true ? 'test' : 'live';
  await sql`
    insert into quarantine
      (account_id, subject, invoice_id, mode, source, reason, words, body, first_seen_at, last_seen_at)
    values (${accountId}, ${subject}, ${id}, ${mode}, 'private_api', ${reason}, ${message}, ${body}, ${seenAt}, ${seenAt})
    on conflict (account_id, subject) do update set
      reason = excluded.reason, words = excluded.words, last_seen_at = excluded.last_seen_at, released_at = null`;
}

/**
 * Reads what is held once more, and takes in what can be read now (a currency was added, say).
 * @returns how many were released
 */
export async function replayQuarantine(
  sql: Queryable,
  accountId: number,
  exponentOf: ExponentOf,
): Promise<number> {
  const held = await sql<{ subject: string; body: string; lastSeenAt: Date }[]>`
    select subject, body, last_seen_at as "lastSeenAt" from quarantine
    where account_id = ${accountId} and released_at is null order by subject`;
  let released = 0;
  for (const { subject, body, lastSeenAt } of held) {
    try {
      const { resource, repeatsKeys } = readDocument(body);
      if (repeatsKeys) continue;
      const invoice = readInvoice(resource, exponentOf);
      await takeIn(sql, [observationOf(invoice, accountId, lastSeenAt)]);
    } catch (error) {
      if (error instanceof UnreadableInvoice) continue;
      throw error;
    }
    await sql`
      update quarantine set released_at = now() where account_id = ${accountId} and subject = ${subject}`;
    released++;
  }
  return released;
}
