import { arrayLiteral, type Element } from '#db/array-literal.ts';
import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { UnreadableReason } from '#paymega/attributes.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Header } from '#paymega/redact-headers.ts';
import type { SignedWith } from '#paymega/signature.ts';

/** What is kept of the request that brought a callback, beside its body. */
export type KeptRequest = {
  /** null where it is not known */
  address: string | null;
  /** redacted */
  headers: readonly Header[];
  /** when its first bytes came, by `performance.now()`; null where that was long ago */
  startedAt: number | null;
};

/** One verified callback as it is to be kept. */
export type CallbackRow = {
  accountId: number;
  receivedAt: Date;
  /** null where the document has no id that can be an invoice's */
  invoiceId: string | null;
  mode: Mode;
  status: string | null;
  updatedAt: number | null;
  /** when the invoice was created, Unix seconds, where the document says so readably */
  createdAt: number | null;
  /**
   * why it could not be ingested, in words, and under which name it is quarantined; null where it was
   * ingested
   */
  unreadable: { reason: UnreadableReason; message: string; subject: string } | null;
  retryCount: number | null;
  /** redacted */
  body: string;
  /** of the raw bytes */
  bodySha256: Buffer;
  signedWith: SignedWith;
  /** null where no request brought it (the example account), or not now */
  request: KeptRequest | null;
  /** the refused callback as which it came, where it was verified again */
  refusedId: bigint | null;
};

/** Callbacks as rows, one array a column, named `received`. */
export function receivedRows(sql: Queryable, rows: readonly CallbackRow[]): Fragment {
  const column = (of: (row: CallbackRow) => Element) => arrayLiteral(rows.map(of));
  return sql`unnest(
    ${column((row) => row.accountId)}::int[],
    ${column((row) => row.receivedAt.toISOString())}::timestamptz[],
    ${column((row) => row.invoiceId)}::text[],
    ${column((row) => row.mode)}::text[],
    ${column((row) => row.status)}::text[],
    ${column((row) => row.updatedAt)}::float8[],
    ${column((row) => row.createdAt)}::float8[],
    ${column((row) => row.unreadable?.reason ?? null)}::text[],
    ${column((row) => row.unreadable?.message ?? null)}::text[],
    ${column((row) => row.unreadable?.subject ?? null)}::text[],
    ${column((row) => row.retryCount)}::int[],
    ${column((row) => row.body)}::text[],
    ${column((row) => row.bodySha256.toString('hex'))}::text[],
    ${column((row) => row.request?.address ?? null)}::text[],
    ${column((row) => (row.request ? JSON.stringify(row.request.headers) : null))}::text[],
    ${column((row) => row.signedWith)}::text[],
    ${column((row) => waitedMs(row.request))}::float8[],
    ${column((row) => row.refusedId)}::bigint[]
  ) as received(account_id, received_at, invoice_id, mode, status, updated_at, created_at, reason, message,
    subject,
    retry_count, body,
    body_sha256, address, headers, signed_with, waited_ms, refused_id)`;
}

function waitedMs(request: KeptRequest | null): number | null {
  return request?.startedAt == null ? null : performance.now() - request.startedAt;
}

/**
 * The insert of callbacks inside the statement of ingest.ts: what was quarantined says so, the rest takes the
 * verdict on its invoice. A missing verdict violates NOT NULL on purpose. How long it took ends here: by our
 * clock until the statement was sent, by the database's from there on.
 */
export function keptCallbacks(sql: Queryable): Fragment {
  return sql`
    insert into callbacks
      (id, account_id, received_at, invoice_id, mode, status, updated_at, verdict, reason, retry_count,
        body_sha256, address, headers, signed_with, took_ms, refused_id)
    overriding system value
    select received.id, received.account_id, received.received_at, received.invoice_id, received.mode,
      received.status, to_timestamp(received.updated_at),
      case when received.reason is null then verdicts.verdict else 'quarantined' end,
      received.reason, received.retry_count, decode(received.body_sha256, 'hex'),
      received.address, received.headers::jsonb, received.signed_with,
      round(received.waited_ms
        + extract(epoch from clock_timestamp() - statement_timestamp())::float8 * 1000)::int,
      received.refused_id
    from received
    left join verdicts on (verdicts.account_id, verdicts.id) = (received.account_id, received.invoice_id)`;
}

/** The bodies of these callbacks, into the table of their month, by the numbers that the callbacks were given. */
export function keptBodies(sql: Queryable): Fragment {
  return sql`
    insert into callback_bodies (callback_id, received_at, body) select id, received_at, body from received`;
}

/** What could not be read exactly: every body is held for replay. */
export function quarantinedCallbacks(sql: Queryable): Fragment {
  return sql`
    insert into quarantine
      (account_id, subject, invoice_id, mode, source, reason, message, body, body_sha256, created_at,
        first_seen_at,
       last_seen_at)
    select account_id, subject, invoice_id, min(mode), 'callback', min(reason), min(message), min(body),
      decode(body_sha256, 'hex'), to_timestamp(min(created_at)), min(received_at), max(received_at)
    from received where reason is not null
    group by account_id, subject, invoice_id, body_sha256
    on conflict (account_id, subject, body_sha256) do update set
      last_seen_at = greatest(quarantine.last_seen_at, excluded.last_seen_at), released_at = null`;
}
