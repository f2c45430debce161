import { plannedAnew } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { fragments } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from './amount.ts';
import { conditions, found, type InvoiceFilter } from './invoice-conditions.ts';
import { INVOICE_SORTS } from './invoice-sorts.ts';
import { narrowedBy } from './invoice-ways.ts';
import { orderOf, type Place, placeOf, type Sort } from './list-order.ts';
import { type RowsOfList, readPart, rowsOf } from './list-ways.ts';

export type InvoiceCursor = { createdAt: string; id: string };

export type InvoiceRow = {
  id: string;
  account: string;
  mode: Mode;
  referenceId: string | null;
  service: string | null;
  status: string;
  resolution: string | null;
  amount: Amount;
  processedAmount: Amount | null;
  fee: Amount | null;
  returned: Amount;
  createdAt: Date;
  updatedAt: Date;
  /** Since when nothing has moved. */
  movedAt: Date;
  isFinal: boolean;
  /** Unresolved discrepancies of it. */
  unresolved: number;
  nextPollAt: Date | null;
  polls: number;
  /** Where it stands in its list. */
  cursor: Place;
};

const COUNT_UP_TO = 10_000;

/** One page of our book, newest first, unless it is sorted in another way. */
export async function invoices(
  sql: Sql,
  filter: InvoiceFilter,
  page: { after?: Place | undefined; limit: number; sort?: Sort | undefined },
): Promise<InvoiceRow[]> {
  const { after, limit, sort = INVOICE_SORTS.created } = page;
  const rows = await readPart<RawRow[]>(
    sql,
    narrowedBy(filter, sort),
    (session, way) => session`
    select page.id, (select slug from accounts where id = ${filter.accountId}) as account,
      page.mode, page.reference_id, page.service, page.status, page.resolution, page.amount as amount_minor,
      page.processed_amount as processed_minor, page.fee as fee_minor, page.returned as returned_minor,
      page.currency, currencies.exponent, page.created_at,
      ${placeOf(session, sort, 'page')}, page.updated_at, page.moved_at, page.is_final,
      (select count(*)::int from discrepancies as item
        where (item.account_id, item.subject) = (page.account_id, page.id) and item.state <> 'resolved')
          as unresolved,
      poll.next_poll_at, coalesce(poll.attempts, 0) as polls
    from (
      select * from (${rowsOf(session, listed(session, filter), { after, limit, sort }, way)}) as book
      order by ${orderOf(session, sort, 'book')} limit ${limit}
    ) as page
    join currencies on currencies.code = page.currency
    left join pending_polls as poll on (poll.account_id, poll.id) = (page.account_id, page.id)
    order by ${orderOf(session, sort, 'page')}`,
  );
  return rows.map(asRow);
}

function listed(sql: Queryable, filter: InvoiceFilter): RowsOfList {
  const ofMode = (mode: Mode) =>
    sql`select book.* from invoices as book where ${conditions(fragments(sql), { ...filter, mode })}`;
  return { name: 'book', mode: filter.mode, all: found(sql, filter), ofMode };
}

/** How many there are, exactly up to 10,000. */
export async function countInvoices(
  sql: Sql,
  filter: InvoiceFilter,
): Promise<{ count: number; capped: boolean }> {
  // Of the indexes on what is pending alone: no other gives this order.
  const order = filter.isPending ? sql`order by book.moved_at, book.id` : sql``;
  const read = (session: Queryable) => session<{ count: number }[]>`
    select count(*)::int as count from (
      select from invoices as book where ${conditions(fragments(session), filter)} ${order}
      limit ${COUNT_UP_TO + 1}
    ) as counted`;
  const [row] = await plannedAnew<{ count: number }[]>(sql, read);
  const count = row?.count ?? 0;
  return count > COUNT_UP_TO ? { count: COUNT_UP_TO, capped: true } : { count, capped: false };
}

type RawRow = Omit<InvoiceRow, 'amount' | 'processedAmount' | 'fee' | 'returned' | 'cursor'> & {
  amountMinor: bigint;
  processedMinor: bigint | null;
  feeMinor: bigint | null;
  returnedMinor: bigint;
  currency: string;
  exponent: number;
  place: Place;
};

function asRow(raw: RawRow): InvoiceRow {
  const { amountMinor, processedMinor, feeMinor, returnedMinor, currency, exponent, place, ...row } = raw;
  return {
    ...row,
    amount: { minor: amountMinor, currency, exponent },
    processedAmount: amountOf(processedMinor, currency, exponent),
    fee: amountOf(feeMinor, currency, exponent),
    returned: { minor: returnedMinor, currency, exponent },
    cursor: place,
  };
}
