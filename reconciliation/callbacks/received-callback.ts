import type { Queryable } from '#db/connection.ts';
import { Refusal } from '#identity/refusal.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Header } from '#paymega/redact-headers.ts';
import type { SignedWith } from '#paymega/signature.ts';
import { joinedBodies, type KeptBody, type KeptBodyRow, keptBody } from '../books/kept-bodies.ts';
import type { VERDICTS } from '../books/verdicts.ts';

/** One verified callback with all that is kept of it; what was not kept when it came is null. */
export type ReceivedCallback = {
  id: bigint;
  accountId: number;
  receivedAt: Date;
  invoiceId: string | null;
  mode: Mode;
  status: string | null;
  verdict: (typeof VERDICTS)[number];
  reason: string | null;
  retryCount: number | null;
  /** From Paymega's `updated` to its receipt; null where it told none that could be read. */
  delaySeconds: number | null;
  body: KeptBody;
  /** of the bytes as they came, hexadecimal */
  bodySha256: string;
  address: string | null;
  headers: Header[] | null;
  signedWith: SignedWith | null;
  /** milliseconds from its first byte until it was written */
  tookMs: number | null;
  /** the refused callback as which it came before somebody had it verified again */
  refusedId: bigint | null;
};

/** @throws Refusal `unknown_callback` (404) */
export async function receivedCallback(sql: Queryable, id: bigint): Promise<ReceivedCallback> {
  const [row] = await sql<(Omit<ReceivedCallback, 'body'> & KeptBodyRow)[]>`
    select id, account_id, callbacks.received_at, invoice_id, mode, status, verdict, reason, retry_count,
      extract(epoch from callbacks.received_at - updated_at)::float8 as delay_seconds, kept.body as text,
      trimmed_at, kept_months,
      encode(body_sha256, 'hex') as body_sha256, address, headers, signed_with, took_ms, refused_id
    from callbacks ${joinedBodies(sql, 'callback')} where id = ${id}`;
  if (!row) throw new Refusal('unknown_callback', `there is no callback ${id}`, 404);
  const { text, trimmedAt, keptMonths, ...callback } = row;
  return { ...callback, body: keptBody({ text, trimmedAt, keptMonths }) };
}

/** For how long a callback is worked on before its sender is told to come again: Paymega waits 10 to 20 s. */
export const MAX_HOLD_MS = 15_000;

/**
 * What a callback that was kept was answered: 200 after the commit, or that it has to come again where that
 * took too long.
 */
export type KeptAnswer = { status: 200 | 503; body: string } | null;

/** @returns null where it is not known: it came before that was kept, or was not taken in when it came */
export function answerTo({
  verdict,
  tookMs,
  refusedId,
}: Pick<ReceivedCallback, 'verdict' | 'tookMs' | 'refusedId'>): KeptAnswer {
  if (tookMs === null || refusedId !== null) return null;
  if (tookMs >= MAX_HOLD_MS) return { status: 503, body: 'the callback could not be kept: send it again' };
  return { status: 200, body: JSON.stringify({ verdict }) };
}
