import type { Queryable, Sql } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { redact } from '#paymega/redact.ts';
import { invoice } from '../../books/invoice.ts';
import {
  joinedBodies,
  type KeptBody,
  type KeptBodyRow,
  keptBody,
  trimmedText,
} from '../../books/kept-bodies.ts';
import { type TimelineEntry, timeline } from '../../books/timeline.ts';
import { bothBooksText } from './both-books-text.ts';
import { discrepanciesProof } from './discrepancies-proof.ts';
import { jsonFile, type ProofFile, pathPart, safeText } from './proof-file.ts';

type AccountOf = Pick<Account, 'id' | 'slug' | 'timeZone'>;

/**
 * The files about one invoice, all of one moment.
 * @param place its number in the pack, which keeps its folder apart
 * @throws Refusal `unknown_invoice` (404) where neither book knows it and nothing was ever heard of it
 */
export async function invoiceProof(
  sql: Sql,
  account: AccountOf,
  id: string,
  place: number,
): Promise<ProofFile[]> {
  return sql.begin('isolation level repeatable read', (transaction) =>
    filesOf(transaction, account, id, place),
  );
}

async function filesOf(sql: Queryable, account: AccountOf, id: string, place: number): Promise<ProofFile[]> {
  const folder = pathPart(place, id);
  const entries = await timeline(sql, account.id, id, EVERYTHING);
  const discrepancies = await discrepanciesProof(sql, account.id, id);
  const heard = [await callbacksOf(sql, account.id, id), await statusChecksOf(sql, account.id, id)];
  const held = await quarantinedOf(sql, account.id, id);
  const isKnown = entries.length + discrepancies.length + held.length > 0;
  const books = await invoice(sql, account.id, id).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404 && isKnown) return null;
    throw error;
  });
  const conflicting = await conflictingOf(sql, account.id, id);
  const [callbacks = [], checks = []] = heard;
  const bodies = [...callbacks, ...checks, ...held].filter(({ text }) => text !== null);
  const at = (name: string, rows: readonly Heard[]) =>
    jsonFile(
      `${folder}/${name}.json`,
      rows.map(({ text, trimmed, file, ...row }) => ({
        ...row,
        body: text !== null ? `bodies/${file}` : trimmed ? trimmedText(trimmed) : 'not available',
      })),
    );
  return [
    { name: `${folder}/both-books.txt`, text: bothBooksText(id, books, account.timeZone) },
    jsonFile(`${folder}/both-books.json`, { invoice: id, ...books, conflicting_records: conflicting }),
    jsonFile(`${folder}/timeline.json`, entries.map(withoutPeople)),
    at('callbacks', callbacks),
    at('status-checks', checks),
    at('quarantine', held),
    jsonFile(`${folder}/discrepancies.json`, discrepancies),
    ...bodies.map(({ file, text }) => ({ name: `${folder}/bodies/${file}`, text: redact(text ?? '', id) })),
  ];
}

const EVERYTHING = 1_000_000_000;

type Heard = { file: string } & KeptBody & Record<string, unknown>;
type HeardRow = { file: string; message: string | null } & KeptBodyRow & Record<string, unknown>;

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

// Who of the merchant's people did it is nothing to Paymega.
function withoutPeople({ who, message, bodyId: _, ...entry }: TimelineEntry) {
  return { ...entry, message: safeText(message), who: who?.includes('@') ? 'a person' : who };
}
