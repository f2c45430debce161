import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { BOOKS, MOVEMENT_KINDS } from '#db/values.ts';
import type { BusinessDay } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Piece, piecesOf } from './pieces-of-time.ts';

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
  const pieces = days.flatMap(({ day, starts, ends }) =>
    piecesOf(starts, ends).map((one) => ({ day, ...one })),
  );
  return sql<DaySum[]>`
    select day, book, currency, exponent, service, kind, events::int as events, amount::text as amount,
      ordered::text as ordered, fee::text as fee, unknown_fees::int as unknown_fees,
      signature::text as signature
    from (
      select piece.day::text as day, book, currency, service, kind, sum(events) as events,
        sum(amount) as amount, sum(ordered) as ordered, sum(fee) as fee, sum(unknown_fees) as unknown_fees,
        sum(signature) as signature
      from ${movedIn(sql, { accountId, mode }, pieces)}
      group by piece.day, book, currency, service, kind
    ) as summed
    join currencies on code = currency
    where events <> 0 or amount <> 0 or ordered <> 0 or fee <> 0 or signature <> 0
    order by day, currency, service nulls first, book, kind`;
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
  const pieces = piecesOf(null, at).map((one) => ({ day: null, ...one }));
  // All kinds but these are of what had been paid before, and change nothing of what is pending.
  return sql<PendingSum[]>`
    select book, currency, exponent, service, payments::int as payments, ordered::text as ordered
    from (
      select book, currency, service, sum(case kind when 'created' then events else -events end) as payments,
        sum(case kind when 'created' then ordered else -ordered end) as ordered
      from ${movedIn(sql, { accountId, mode }, pieces)}
      where kind in ('created', 'processed', 'failed', 'expired', 'terminated')
      group by book, currency, service
    ) as summed
    join currencies on code = currency
    where payments <> 0 or ordered <> 0
    order by currency, service nulls first, book`;
}

/**
 * The sums of these pieces of time as rows `piece` (day) and `moved`, to stand behind `from`: what was folded, by the step
 * that a piece is made of, and all that was not folded yet.
 */
function movedIn(
  sql: Queryable,
  { accountId, mode }: { accountId: number; mode: Mode },
  pieces: readonly (Piece & { day: string | null })[],
): Fragment {
  const columns = sql`book, currency, service, kind, events, amount, ordered, fee, unknown_fees, signature`;
  const own = sql`account_id = ${accountId} and mode = ${mode}`;
  return sql`
    unnest(${pieces.map(({ day }) => day)}::date[], ${pieces.map(({ step }) => step)}::text[],
      ${pieces.map(({ starts }) => starts?.toISOString() ?? '-infinity')}::timestamptz[],
      ${pieces.map(({ ends }) => ends.toISOString())}::timestamptz[]) as piece(day, step, begins, ends)
    cross join lateral (
      select ${columns} from movement_spans
      where ${own} and span = piece.step and starts >= piece.begins and starts < piece.ends
      union all
      select ${columns} from movement_totals
      where ${own} and piece.step = 'quarter' and is_folded
        and quarter >= piece.begins and quarter < piece.ends
      union all
      select ${columns} from movement_totals
      where ${own} and not is_folded and quarter >= piece.begins and quarter < piece.ends
      offset 0
    ) as moved`;
}
