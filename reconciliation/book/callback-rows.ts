import type { PendingQuery, Row } from 'postgres';
import type { Mode } from '#paymega/document.ts';
import type { Queryable } from '#db/connection.ts';

/** One verified callback as it is to be kept. */
export type CallbackRow = {
  accountId: number;
  receivedAt: Date;
  /** null where the document has no usable id */
  invoiceId: string | null;
  mode: Mode;
  status: string | null;
  updatedAt: number | null;
  /** why it could not be taken in; null where it was */
  reason: string | null;
  retryCount: number | null;
  /** redacted */
  body: string;
  /** of the raw bytes */
  bodySha256: Buffer;
};

/**
 * The insert of callbacks inside take-in's statement: what was quarantined says so, the rest takes the verdict on its
 * invoice. A missing verdict violates NOT NULL on purpose.
 */
export function keptCallbacks(sql: Queryable, rows: readonly CallbackRow[]): PendingQuery<Row[]> {
  return sql`
    insert into callbacks
      (account_id, received_at, invoice_id, mode, status, updated_at, verdict, reason, retry_count, body, body_sha256)
    select heard.account_id, heard.received_at, heard.invoice_id, heard.mode, heard.status,
      to_timestamp(heard.updated_at),
      case when heard.reason is null then verdicts.verdict else 'quarantined' end,
      heard.reason, heard.retry_count, heard.body, decode(heard.body_sha256, 'hex')
    from unnest(
      ${rows.map((row) => row.accountId)}::int[],
      ${rows.map((row) => row.receivedAt.toISOString())}::timestamptz[],
      ${rows.map((row) => row.invoiceId)}::text[],
      ${rows.map((row) => row.mode)}::text[],
      ${rows.map((row) => row.status)}::text[],
      ${rows.map((row) => row.updatedAt)}::float8[],
      ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.retryCount)}::int[],
      ${rows.map((row) => row.body)}::text[],
      ${rows.map((row) => row.bodySha256.toString('hex'))}::text[]
    ) as heard(account_id, received_at, invoice_id, mode, status, updated_at, reason, retry_count, body, body_sha256)
    left join verdicts on (verdicts.account_id, verdicts.id) = (heard.account_id, heard.invoice_id)`;
}
