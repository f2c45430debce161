import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/** A number that is another one when our book says something else of an invoice: SQL over its row; null without one. */
export function ourVersion(sql: Queryable, ours: Fragment): Fragment {
  return sql`case when (${ours}).id is not null then hash_record_extended(row((${ours}).fingerprint,
    (${ours}).updated_at, (${ours}).is_ahead, (${ours}).failed_at, (${ours}).furthest_stage), 0) end`;
}
