import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/**
 * The row of a book that has this key, or none: a look-up to stand in `lateral (…)` or `exists (…)`, of which there is one
 * plan, whatever the statistics say and however old a prepared plan is. By equality any index that begins with the account
 * serves, and while the planner takes the account for small it reads the account whole for every invoice. The first row
 * from this key on, in order, is found by the key's own index alone.
 * @param accountId and id: SQL, of a column or a value
 */
export function rowOf(
  sql: Queryable,
  book: 'invoices' | 'mirror' | 'missing_at_provider' | 'pending_polls',
  accountId: Fragment,
  id: Fragment,
): Fragment {
  return sql`
    select * from (
      select * from ${sql(book)} where (account_id, id) >= (${accountId}, ${id}) order by account_id, id
      limit 1
    ) as first_from_here where (account_id, id) = (${accountId}, ${id})`;
}
