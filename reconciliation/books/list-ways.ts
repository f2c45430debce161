import type { PendingQuery, Row } from 'postgres';
import { inOrder, plannedAnew, untilEnough } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';
import { isAfter, orderOf, type Place, type Sort } from './list-order.ts';

/**
 * How a page of a list is found, so that no plan reads millions of rows for it: in the order of an index, leaving out what does
 * not fit; or, where so few fit that this would read on and on, all of these by an index of what narrows the list, then sorted.
 */
export type Way = 'in order' | 'sorted';

/** What is known of a list before it is read. */
export type Narrowed = {
  /** Whether all that narrows it is part of the index that gives its order. */
  isOfIndex: boolean;
  /** Whether an index that gives its order leaves out little enough, however it is narrowed. */
  isDense?: boolean;
  /** Whether it is of what somebody searched for: that is found by several indexes, which a bitmap alone brings together. */
  isSearched: boolean;
  /** All that it holds, as a query. */
  all: (session: Queryable) => Fragment;
};

/** A part of a list, as it is asked for. */
export type Part = { after: Place | undefined; limit: number; sort: Sort };

/** What a list of the rows of one table is made of, as queries that call its row `name`. */
export type RowsOfList = {
  name: string;
  mode: Mode | 'all';
  /** All that it holds. */
  all: Fragment;
  /** Those of one mode, ending in their conditions. */
  ofMode: (mode: Mode) => Fragment;
};

/** The rows of a part of a list, as a query; of each mode as many, where both are asked for: no index has them in one order. */
export function rowsOf(
  sql: Queryable,
  { name, mode, all, ofMode }: RowsOfList,
  part: Part,
  way: Way,
): Fragment {
  const { after, limit, sort } = part;
  const behind = after ? sql`and ${isAfter(sql, sort, name, after)}` : sql``;
  if (way === 'sorted') return sql`select * from (${all} offset 0) as ${sql(name)} where true ${behind}`;
  const first = (one: Mode) =>
    sql`(${ofMode(one)} ${behind} order by ${orderOf(sql, sort, name)} limit ${limit})`;
  return mode === 'all' ? sql`${first('live')} union all ${first('test')}` : first(mode);
}

/** So many are soon sorted. */
const FEW = 4000;

/**
 * Reads a part of a list, which way fits it. A plan is kept where it is the same for all values; where it depends on them, on
 * how many rows have that service, say, each is planned for its own.
 */
export async function readPart<Rows extends readonly Row[]>(
  sql: Sql,
  narrowed: Narrowed,
  read: (session: Queryable, way: Way) => PendingQuery<Rows & Row[]>,
): Promise<Rows> {
  const { isOfIndex, isDense = false } = narrowed;
  if (isOfIndex) return inOrder<Rows>(sql, (session) => read(session, 'in order'));
  if (!isDense && (await areFew(sql, narrowed)))
    return plannedAnew<Rows>(sql, (session) => read(session, 'sorted'));
  return inOrder<Rows>(sql, (session) => read(session, 'in order'), 'anew');
}

async function areFew(sql: Sql, { isSearched, all }: Narrowed): Promise<boolean> {
  const count = (session: Queryable) => session<{ count: number }[]>`
    select count(*)::int as count from (
      select from (${all(session)}) as row limit ${FEW + 1}
    ) as counted`;
  const [row] = await (isSearched ? plannedAnew : untilEnough)<{ count: number }[]>(sql, count);
  return (row?.count ?? 0) <= FEW;
}
