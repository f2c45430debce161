import { createHash } from 'node:crypto';
import type { Queryable } from '#db/connection.ts';
import { redact } from '#paymega/redact.ts';

/** A request to the callback endpoint that was not believed, and why. */
export type CallbackRefusal = {
  reason:
    | 'no_signature'
    | 'bad_signature'
    | 'wrong_mode'
    | 'not_utf8'
    | 'no_document'
    | 'too_large'
    | 'unknown_account'
    | 'wrong_address';
  httpStatus: number;
  words: string;
  /** As far as it was read. */
  rawBody: Buffer;
};

const EXCERPT_CHARACTERS = 2000;
const KEPT_A_MINUTE = 60;
const KEPT_IN_ALL = 5000;

/**
 * Keeps a refusal in the inbox that operations looks at, so that a wrong secret is seen within a minute. Nothing of it
 * is believed. At most 60 a minute and account are kept, so that a flood costs no disk.
 * @returns the invoice id that the body claims, where it was kept and names one: worth one status check
 */
export async function keepRefusal(
  sql: Queryable,
  accountId: number | null,
  refusal: CallbackRefusal,
  receivedAt: Date,
): Promise<string | null> {
  const claimed = claimedInvoice(refusal.rawBody);
  const kept = await sql`
    insert into refused_callbacks
      (account_id, received_at, reason, words, invoice_id, http_status, excerpt, body_sha256)
    select ${accountId}, ${receivedAt}, ${refusal.reason}, ${refusal.words.replaceAll('\0', '\uFFFD')}, ${claimed}, ${refusal.httpStatus},
      ${excerptOf(refusal.rawBody)}, ${createHash('sha256').update(refusal.rawBody).digest()}
    where (
      select count(*) from refused_callbacks
      where account_id is not distinct from ${accountId}
        and received_at > ${receivedAt}::timestamptz - interval '1 minute' and received_at <= ${receivedAt}
    ) < ${KEPT_A_MINUTE}`;
  return kept.count > 0 ? claimed : null;
}

/** Drops all but the newest refusals of each account. */
export async function trimRefusals(sql: Queryable): Promise<number> {
  const dropped = await sql`
    delete from refused_callbacks where id in (
      select id from (
        select id, row_number() over (partition by account_id order by id desc) as place from refused_callbacks
      ) as ranked where place > ${KEPT_IN_ALL})`;
  return dropped.count;
}

/** What the body says its invoice is; only good enough to ask the private API about it. */
function claimedInvoice(rawBody: Buffer): string | null {
  return /"id"\s*:\s*"(cpi_[A-Za-z0-9_-]{1,251})"/.exec(rawBody.toString('latin1'))?.[1] ?? null;
}

function excerptOf(rawBody: Buffer): string {
  return redact(rawBody.toString('utf8').replaceAll('\0', '\uFFFD')).slice(0, EXCERPT_CHARACTERS);
}
