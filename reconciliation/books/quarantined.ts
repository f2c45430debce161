import type { Queryable } from '#db/connection.ts';

export type QuarantinedRow = {
  subject: string;
  invoiceId: string | null;
  source: string;
  reason: string;
  message: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
};

/** What is held in quarantine, newest first. */
export async function quarantinedRows(
  sql: Queryable,
  accountId: number,
  limit: number,
): Promise<QuarantinedRow[]> {
  return sql<QuarantinedRow[]>`
    select * from (
      select distinct on (subject) subject, invoice_id, source, reason, message,
        first_seen_at, last_seen_at
      from quarantine where account_id = ${accountId} and released_at is null
      order by subject, last_seen_at desc
    ) as quarantined order by last_seen_at desc limit ${limit}`;
}
