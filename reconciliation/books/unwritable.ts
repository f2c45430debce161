import { databaseErrorOf, type Queryable } from '#db/connection.ts';
import { UnreadableInvoice } from '#paymega/attributes.ts';

// What a row holds: data exceptions, limits of the program (an index row, say), and checks of a table.
const OF_THE_DATA = /^(?:22|54)|^23514$/;

/**
 * Why the database does not hold a row, where that lies in the row: it alone is quarantined, and the rest
 * goes on. Null for anything else. What can be foreseen is refused by attributes.ts before.
 */
export function unwritable(error: unknown): UnreadableInvoice | null {
  const code = databaseErrorOf(error)?.code ?? '';
  if (!OF_THE_DATA.test(code)) return null;
  return new UnreadableInvoice('unwritable', `our database cannot hold what it tells (${code})`);
}

/** Work that may fail without the transaction around it, where there is one. */
export function insulated<T>(sql: Queryable, work: (inner: Queryable) => Promise<T>): Promise<T> {
  return 'savepoint' in sql ? (sql as Transaction).savepoint(work) : work(sql);
}

type Transaction = Queryable & { savepoint<T>(work: (inner: Queryable) => Promise<T>): Promise<T> };

/**
 * Writes many at once; where the data of some does not go in, halves the lot until those stand alone.
 * @returns the others
 */
export async function writeOrLeave<Row>(
  rows: readonly Row[],
  write: (some: readonly Row[]) => Promise<unknown>,
  leave: (row: Row, reason: UnreadableInvoice) => unknown,
): Promise<readonly Row[]> {
  try {
    await write(rows);
    return rows;
  } catch (error) {
    const reason = unwritable(error);
    const [first, second] = rows;
    if (!reason || first === undefined) throw error;
    if (second === undefined) {
      await leave(first, reason);
      return [];
    }
    const middle = rows.length >> 1;
    const before = await writeOrLeave(rows.slice(0, middle), write, leave);
    return [...before, ...(await writeOrLeave(rows.slice(middle), write, leave))];
  }
}
