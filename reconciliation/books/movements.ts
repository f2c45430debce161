import type { Queryable } from '#db/connection.ts';
import type { BOOKS, MOVEMENT_KINDS } from '#db/values.ts';
import type { BusinessDay } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';

export type Book = (typeof BOOKS)[number];
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/** The movements of a kind, or what was created, in one book, currency and service on a day. Sums as text. */
export type DaySum = {
  day: string;
  book: Book;
  currency: string;
  exponent: number;
  service: string | null;
  kind: MovementKind | 'created';
  events: number;
  amount: string;
  ordered: string;
  fee: string;
  unknownFees: number;
  /** Of money alone: the same in both books where they have the same movements of the same payments. */
  signature: string;
};

/** What moved on each of these days, in both books: from the sums that are kept, so that no payment is read. */
export async function movementsOfDays(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  days: readonly BusinessDay[],
): Promise<DaySum[]> {
  return sql<DaySum[]>`
    select day.day::text as day, book, currency, exponent, service, kind, sum(events)::int as events,
      sum(amount)::text as amount, sum(ordered)::text as ordered, sum(fee)::text as fee,
      sum(unknown_fees)::int as unknown_fees, sum(signature)::text as signature
    from unnest(${days.map(({ day }) => day)}::date[],
      ${days.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${days.map(({ ends }) => ends.toISOString())}::timestamptz[]) as day(day, starts, ends)
    cross join lateral (
      select * from movement_totals
      where account_id = ${accountId} and mode = ${mode} and quarter >= starts and quarter < ends offset 0
    ) as moved
    join currencies on code = currency
    group by day.day, book, currency, exponent, service, kind
    having sum(events) <> 0 or sum(amount) <> 0 or sum(ordered) <> 0 or sum(fee) <> 0
      or sum(signature) <> 0
    order by day.day, currency, service nulls first, book, kind`;
}

/** What was pending at an instant: created, and neither paid nor ended by then. */
export type PendingSum = Pick<DaySum, 'book' | 'currency' | 'exponent' | 'service'> & {
  payments: number;
  ordered: string;
};

/** What was pending in both books at an instant, by all that is known of it now. */
export async function pendingAt(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  at: Date,
): Promise<PendingSum[]> {
  // All kinds but these are of what had been paid before, and change nothing of what is pending.
  return sql<PendingSum[]>`
    select book, currency, exponent, service,
      sum(case kind when 'created' then events else -events end)::int as payments,
      sum(case kind when 'created' then ordered else -ordered end)::text as ordered
    from movement_totals join currencies on code = currency
    where account_id = ${accountId} and mode = ${mode} and quarter < ${at}
      and kind in ('created', 'processed', 'failed', 'expired', 'terminated')
    group by book, currency, exponent, service
    having sum(case kind when 'created' then events else -events end) <> 0
      or sum(case kind when 'created' then ordered else -ordered end) <> 0
    order by currency, service nulls first, book`;
}
