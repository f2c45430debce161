import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';

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
    select subject, invoice_id, source, reason, message, first_seen_at, last_seen_at
    from (${quarantinedOf(fragments(sql), accountId)}) as quarantined
    order by last_seen_at desc limit ${limit}`;
}

/**
 * What was told last of each subject that is held, and when it was first told by whatever way; list and
 * export share it.
 */
export function quarantinedOf<Fragment>(sql: Tag<Fragment>, accountId: number): Fragment {
  return sql`
    select distinct on (subject) account_id, subject, invoice_id, mode, source, reason, message, body_sha256,
      created_at, min(first_seen_at) over (partition by subject) as first_seen_at, last_seen_at
    from quarantine where account_id = ${accountId} and released_at is null
    order by subject, last_seen_at desc`;
}

/** What holds one subject now, in words; null where nothing does. */
export async function heldBecause(
  sql: Queryable,
  accountId: number,
  subject: string,
): Promise<string | null> {
  const [row] = await sql<{ message: string }[]>`
    select message from quarantine
    where account_id = ${accountId} and subject = ${subject} and released_at is null
    order by last_seen_at desc limit 1`;
  return row?.message ?? null;
}
