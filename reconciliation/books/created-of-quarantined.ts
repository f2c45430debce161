import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/**
 * To which time of creation the row `quarantined` belongs, as SQL: what the document says, else what either
 * book says of that invoice, else when it came.
 */
export function createdOfQuarantined(sql: Queryable): Fragment {
  return sql`coalesce(quarantined.created_at,
    (select created_at from invoices where (account_id, id) = (quarantined.account_id, quarantined.subject)),
    (select created_at from mirror where (account_id, id) = (quarantined.account_id, quarantined.subject)),
      quarantined.first_seen_at)`;
}
