import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Comparison } from './comparison.ts';

/**
 * The end of a look-up, after `where`: the rows whose key is this one, in the order of the key. Invoices that are compared
 * alone come in the middle of a burst, of which the statistics know nothing: there it stands as bounds, in the order of the
 * key's own index, which under byLookUps serves alone. A run, whose tables were analysed, goes by equality.
 * @param columns and values: SQL, the columns of an index from its first one on
 */
export function byKey(sql: Queryable, { alone }: Comparison, columns: Fragment, values: Fragment): Fragment {
  if (!alone) return sql`(${columns}) = (${values})`;
  return inOrder(sql, columns, values);
}

/** The same as bounds in any case, for what is planned by look-ups. */
export function inOrder(sql: Queryable, columns: Fragment, values: Fragment): Fragment {
  return sql`(${columns}) >= (${values}) and (${columns}) <= (${values}) order by ${columns} offset 0`;
}
