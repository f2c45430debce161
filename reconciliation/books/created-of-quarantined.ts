import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '#db/connection.ts';

/**
 * To which time of creation the row `held` of the quarantine belongs, as SQL: what the document says, else what either
 * book says of that invoice, else when it came.
 */
export function createdOfHeld(sql: Queryable): PendingQuery<Row[]> {
  return sql`coalesce(held.created_at,
    (select created_at from invoices where (account_id, id) = (held.account_id, held.subject)),
    (select created_at from mirror where (account_id, id) = (held.account_id, held.subject)), held.first_seen_at)`;
}
