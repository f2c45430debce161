import type { PendingQuery, Row } from 'postgres';
import { inOrder, plannedAnew, untilEnough } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';

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
  /** All that it holds, as a query without columns. */
  all: (session: Queryable) => Fragment;
};

/** So many are soon sorted. */
const FEW = 4000;

/**
 * Reads a page of a list, which way fits it. A plan is kept where it is the same for all values; where it depends on them, on
 * how many rows have that service, say, each is planned for its own.
 */
export async function readList<Rows extends readonly Row[]>(
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
    select count(*)::int as count from (${all(session)} limit ${FEW + 1}) as counted`;
  const [row] = await (isSearched ? plannedAnew : untilEnough)<{ count: number }[]>(sql, count);
  return (row?.count ?? 0) <= FEW;
}
