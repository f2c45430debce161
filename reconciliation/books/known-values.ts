import type { Queryable } from '#db/connection.ts';
import { FilterRefusal, type Unreadable } from '#identity/filter.ts';
import { isKnownStatus, STATUSES } from '#paymega/statuses.ts';

type Asked = { status?: string | undefined; currency?: string | undefined };

/**
 * Makes sure that a filter asks for a status and a currency that there are. Both sets are open: Paymega may tell of a
 * status that its documents do not name, which the book keeps, and currencies are added in the database.
 * @throws FilterRefusal (422), because a list of nothing would look like an answer
 */
export async function assertKnown(sql: Queryable, accountId: number, asked: Asked): Promise<void> {
  const { status, currency } = asked;
  const unreadable: Unreadable[] = [];
  if (status !== undefined && !isKnownStatus(status) && !(await isInBook(sql, accountId, status))) {
    const choices = Object.keys(STATUSES);
    const message = `must be one of ${choices.join(', ')}, or another one that an invoice of the book has`;
    unreadable.push({ name: 'status', value: status, message, choices });
  }
  if (currency !== undefined && !(await isCurrency(sql, currency)))
    unreadable.push({
      name: 'currency',
      value: currency,
      message: 'must be a currency by its code, such as EUR',
    });
  if (unreadable.length > 0) throw new FilterRefusal(unreadable);
}

async function isInBook(sql: Queryable, accountId: number, status: string): Promise<boolean> {
  // Both modes are named, so that the index by status serves.
  const [row] = await sql`
    select from invoices
    where account_id = ${accountId} and mode in ('live', 'test') and status = ${status} limit 1`;
  return row !== undefined;
}

async function isCurrency(sql: Queryable, code: string): Promise<boolean> {
  const [row] = await sql`select from currencies where code = ${code}`;
  return row !== undefined;
}
