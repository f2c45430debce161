import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import { invoice } from '../../books/invoice.ts';
import {
  joinedBodies,
  type KeptBody,
  type KeptBodyRow,
  keptBody,
  trimmedText,
} from '../../books/kept-bodies.ts';
import { timeline } from '../../books/timeline.ts';
import { discrepanciesProof } from './discrepancies-proof.ts';
import { safeText } from './proof-file.ts';

const EVERYTHING = 1_000_000_000;

/** One thing that was heard, with its body as far as it is kept, and the name of a file for that. */
export type Heard = { file: string } & KeptBody & Record<string, unknown>;
type HeardRow = { file: string; message: string | null } & KeptBodyRow & Record<string, unknown>;

/**
 * All that is known of one invoice, by the snapshot of the transaction that it is given; `books` is null where neither knows it.
 * @throws Refusal `unknown_invoice` (404) where neither book knows it and nothing was ever heard of it
 */
export async function knownOfInvoice(sql: Queryable, accountId: number, id: string) {
  const entries = await timeline(sql, accountId, id, EVERYTHING);
  const discrepancies = await discrepanciesProof(sql, accountId, id);
  const callbacks = await callbacksOf(sql, accountId, id);
  const checks = await statusChecksOf(sql, accountId, id);
  const held = await quarantinedOf(sql, accountId, id);
  const isKnown = entries.length + discrepancies.length + held.length > 0;
  const books = await invoice(sql, accountId, id).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404 && isKnown) return null;
    throw error;
  });
  return {
    ...{ entries, discrepancies, callbacks, checks, held, books },
    conflicting: await conflictingOf(sql, accountId, id),
  };
}

/** What stands instead of a body that is not there. */
export function absentText(trimmed: KeptBody['trimmed']): string {
  return trimmed ? trimmedText(trimmed) : 'not available';
}

// Callbacks that were verified, and those that were refused: of these somebody else may have been the sender.
async function callbacksOf(sql: Queryable, accountId: number, id: string): Promise<Heard[]> {
  const rows = await sql<HeardRow[]>`
    select 'callback-' || id || '.json' as file, callbacks.received_at, 'verified' as signature, verdict,
      reason, null as message, mode, status, updated_at, retry_count as retry_count_header, 200 as answered,
      encode(body_sha256, 'hex') as received_sha256, kept.body as text, trimmed_at, kept_months
    from callbacks ${joinedBodies(sql, 'callback')} where account_id = ${accountId} and invoice_id = ${id}
    union all
    select 'refused-callback-' || id || '.txt', received_at, 'refused', 'refused', reason, message, null,
      null, null, null, http_status, encode(body_sha256, 'hex'), excerpt, null, null
    from refused_callbacks where account_id = ${accountId} and invoice_id = ${id}
    order by received_at, file`;
  return rows.map(heard);
}

async function statusChecksOf(sql: Queryable, accountId: number, id: string): Promise<Heard[]> {
  const rows = await sql<HeardRow[]>`
    select 'status-check-' || id || '.json' as file, status_checks.asked_at, answered_at, asked_by,
      reference_id, outcome, verdict, status, message,
      coalesce(encode(body_sha256, 'hex'), 'not available') as kept_sha256,
      kept.body as text, trimmed_at, kept_months
    from status_checks ${joinedBodies(sql, 'status_check')}
    where account_id = ${accountId} and invoice_id = ${id} order by status_checks.asked_at, id`;
  return rows.map((row) => ({ ...heard(row), received_sha256: 'not available' }));
}

async function quarantinedOf(sql: Queryable, accountId: number, id: string): Promise<Heard[]> {
  const rows = await sql<HeardRow[]>`
    select 'quarantined-' || encode(body_sha256, 'hex') || '.json' as file, source, reason, message,
      first_seen_at, last_seen_at, released_at, encode(body_sha256, 'hex') as received_sha256, body as text,
      null as trimmed_at, null as kept_months
    from quarantine
    where account_id = ${accountId} and (invoice_id = ${id} or subject = ${id}) order by first_seen_at, file`;
  return rows.map(heard);
}

function heard({ text, trimmedAt, keptMonths, ...row }: HeardRow): Heard {
  return { ...row, ...keptBody({ text, trimmedAt, keptMonths }), message: safeText(row.message) };
}

async function conflictingOf(sql: Queryable, accountId: number, id: string) {
  return sql`
    select mode, currency, decimal_of(amount, exponent)::text as amount, status, first_reported_at
    from conflicting_records join currencies on currencies.code = currency
    where (account_id, id) = (${accountId}, ${id}) order by first_reported_at`;
}
