import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

/**
 * One of the columns that a list goes by. None may be null: a row comparison with a null is neither true nor
 * false.
 */
export type OrderKey = {
  /** What the cursor calls it. */
  name: string;
  column: string;
  type: 'timestamptz' | 'bigint' | 'text';
  /** A number of which the largest comes first in an ascending order; its index is on the negated one. */
  isNegated?: boolean;
};

/**
 * A way to sort a list: its columns all in one direction, so that one index serves it, read forwards or
 * backwards.
 */
export type Sort = { keys: readonly OrderKey[]; direction: 'asc' | 'desc' };

/** Where a page begins: the values of the row before it, by the names of the sort's keys. */
export type Place = Readonly<Record<string, string>>;

/** The same the other way round. */
export function reversed({ keys, direction }: Sort): Sort {
  return { keys, direction: direction === 'asc' ? 'desc' : 'asc' };
}

/** `order by` these columns of a table, as SQL. */
export function orderOf(sql: Queryable, { keys, direction }: Sort, table: string): Fragment {
  const way = direction === 'asc' ? sql`asc` : sql`desc`;
  return listed(
    sql,
    keys.map((key) => sql`${keyValue(sql, key, table)} ${way}`),
  );
}

/** Whether a row of a table comes after this place, as SQL. */
export function isAfter(sql: Queryable, { keys, direction }: Sort, table: string, place: Place): Fragment {
  const columns = listed(
    sql,
    keys.map((key) => keyValue(sql, key, table)),
  );
  const values = listed(
    sql,
    keys.map(({ name, type }) => sql`${place[name] ?? ''}::text::${sql.unsafe(type)}`),
  );
  return direction === 'asc' ? sql`(${columns}) > (${values})` : sql`(${columns}) < (${values})`;
}

/**
 * The values of a row's keys, as the column `place` of a statement: with microseconds, which a Date would
 * lose.
 */
export function placeOf(sql: Queryable, { keys }: Sort, table: string): Fragment {
  const pairs = keys.flatMap((key) => [sql`${key.name}::text`, sql`(${keyValue(sql, key, table)})::text`]);
  return sql`jsonb_build_object(${listed(sql, pairs)}) as place`;
}

function keyValue(sql: Queryable, { column, isNegated }: OrderKey, table: string): Fragment {
  return isNegated ? sql`-${sql(`${table}.${column}`)}` : sql`${sql(`${table}.${column}`)}`;
}

function listed(sql: Queryable, parts: readonly Fragment[]): Fragment {
  return parts.reduce((all, part) => sql`${all}, ${part}`);
}
