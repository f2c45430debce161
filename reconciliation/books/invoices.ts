import { inOrder } from '#db/by-look-ups.ts';
import type { Queryable, Sql } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { DaysOfFilter } from '#identity/accounts/business-day.ts';
import { within } from '#identity/accounts/within-days.ts';
import type { Mode } from '#paymega/mode.ts';
import { AGE_BANDS, type AgeBand } from './age-bands.ts';
import { type Amount, amountOf } from './amount.ts';
import { INVOICE_SORTS } from './invoice-sorts.ts';
import { isAfter, orderOf, type Place, placeOf, type Sort } from './list-order.ts';
import { onClock } from './on-clock.ts';
import { hasResult, type Result } from './results.ts';
import { isAmount } from './searched-amount.ts';

/** What a list of invoices shows; also what its export contains. */
export type InvoiceFilter = DaysOfFilter<'from' | 'to'> & {
  accountId: number;
  mode: Mode | 'all';
  status?: string | undefined;
  /** Only those that are not final. */
  isPending?: boolean | undefined;
  currency?: string | undefined;
  /** Only those of which nothing has moved for about this long. */
  age?: AgeBand | undefined;
  /** Exactly these. */
  ids?: readonly string[] | undefined;
  /** An id or a reference, whole or its beginning; or an amount as it is shown, that of the order or the one paid. */
  search?: string | undefined;
  /** Null for those of which none was told; the same of the resolution. */
  service?: string | null | undefined;
  resolution?: string | null | undefined;
  result?: Result | undefined;
  /** Of the days from and to, which there must be then: 1 is Monday, and the hour that the account's clocks show. */
  weekday?: number | undefined;
  hour?: number | undefined;
  // from, to: days of creation, both included.
};

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
  const read = (session: Queryable) => session<RawRow[]>`
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
      select book.* from invoices as book
      where ${conditions(fragments(session), filter)}
      ${after ? session`and ${isAfter(session, sort, 'book', after)}` : session``}
      order by ${orderOf(session, sort, 'book')} limit ${limit}
    ) as page
    join currencies on currencies.code = page.currency
    left join pending_polls as poll on (poll.account_id, poll.id) = (page.account_id, page.id)
    order by ${orderOf(session, sort, 'page')}`;
  const rows = isInOrderOfIndex(filter, sort) ? await inOrder<RawRow[]>(sql, read) : await read(sql);
  return rows.map(asRow);
}

/** Whether what narrows the list, if anything does, is part of the index that gives its sort: then no other gives it as well. */
function isInOrderOfIndex(
  { accountId, mode, timeZone, ...narrowing }: InvoiceFilter,
  { keys }: Sort,
): boolean {
  const narrowed = Object.entries(narrowing).filter(([, value]) => value !== undefined && value !== false);
  const [only, another] = narrowed.map(([name]) => name);
  const first = keys[0]?.column;
  const isOfIndex =
    only === undefined ||
    only === 'isPending' ||
    (only === 'status' && first === 'created_at') ||
    (only === 'currency' && first === 'currency');
  return mode !== 'all' && another === undefined && isOfIndex;
}

/** How many there are, exactly up to 10,000. */
export async function countInvoices(
  sql: Queryable,
  filter: InvoiceFilter,
): Promise<{ count: number; capped: boolean }> {
  // Of the indexes on what is pending alone: no other gives this order.
  const order = filter.isPending ? sql`order by book.moved_at, book.id` : sql``;
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from (
      select from invoices as book where ${conditions(fragments(sql), filter)} ${order}
      limit ${COUNT_UP_TO + 1}
    ) as counted`;
  const count = row?.count ?? 0;
  return count > COUNT_UP_TO ? { count: COUNT_UP_TO, capped: true } : { count, capped: false };
}

/** The filter as SQL, on `invoices as book`; list, count and export share it. */
export function conditions<Fragment>(sql: Tag<Fragment>, filter: InvoiceFilter): Fragment {
  const { search } = filter;
  return sql`book.account_id = ${filter.accountId}
    ${filter.mode === 'all' ? sql`and book.mode in ('live', 'test')` : sql`and book.mode = ${filter.mode}`}
    ${filter.status ? sql`and book.status = ${filter.status}` : sql``}
    ${filter.isPending ? sql`and not book.is_final` : sql``}
    ${filter.currency ? sql`and book.currency = ${filter.currency}` : sql``}
    ${filter.service === undefined ? sql`` : sql`and book.service is not distinct from ${filter.service}`}
    ${
      filter.resolution === undefined
        ? sql``
        : sql`and book.resolution is not distinct from ${filter.resolution}`
    }
    ${filter.result ? sql`and ${hasResult(sql, filter.result)}` : sql``}
    ${filter.age ? ofAge(sql, filter.age) : sql``}
    ${filter.ids ? among(sql, filter.ids) : sql``}
    ${search ? matching(sql, search) : sql``}
    ${within(sql, sql`book.created_at`, filter)}
    ${ofClock(sql, filter)}`;
}

/** As JSON, which a literal can hold as well as a parameter, whatever an id is made of. */
function among<Fragment>(sql: Tag<Fragment>, ids: readonly string[]): Fragment {
  return sql`and book.id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))`;
}

function ofClock<Fragment>(sql: Tag<Fragment>, filter: InvoiceFilter): Fragment {
  const { from, to, timeZone, weekday, hour } = filter;
  if (weekday === undefined && hour === undefined) return sql``;
  if (!from || !to || !timeZone) throw new Error('a weekday or an hour of a filter without its days');
  return onClock(sql, sql`book.created_at`, { from, to, timeZone, weekday, hour });
}

function ofAge<Fragment>(sql: Tag<Fragment>, age: AgeBand): Fragment {
  const place = AGE_BANDS.findIndex(({ key }) => key === age);
  const [until, from] = [AGE_BANDS[place]?.minutes ?? null, AGE_BANDS[place - 1]?.minutes ?? null];
  return sql`
    ${until === null ? sql`` : sql`and book.moved_at > now() - make_interval(mins => ${until}::int)`}
    ${from === null ? sql`` : sql`and book.moved_at <= now() - make_interval(mins => ${from}::int)`}`;
}

function matching<Fragment>(sql: Tag<Fragment>, search: string): Fragment {
  const of = {
    currency: sql`book.currency`,
    amounts: [sql`book.amount`, sql`book.payment_amount`],
  } as const;
  return sql`and (starts_with(book.id, ${search}) or starts_with(book.reference_id, ${search})
    or ${isAmount(sql, search, of)})`;
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
