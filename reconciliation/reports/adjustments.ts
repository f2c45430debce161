import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt, dayOf } from '#identity/accounts/business-day.ts';
import type { DayRange } from '#identity/accounts/day-range.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import type { Book, MovementKind } from '../books/movements.ts';

/**
 * What was learnt of a signed day after it was signed: a movement of that day, or one taken back. It is booked on the day
 * on which it was learnt; the signed figures stay as they are.
 */
export type Adjustment = {
  /** The signed day that it is about, and the day on which it was learnt, on the account's clocks. */
  ofDay: string;
  learntOn: string;
  recordedAt: Date;
  book: Book;
  invoiceId: string;
  kind: MovementKind;
  service: string | null;
  /** How many of its kind it adds, or takes back; with how much money, and how much of fees. */
  events: number;
  amount: Amount;
  fee: Amount;
  unknownFees: number;
};

type Row = Omit<Adjustment, 'learntOn' | 'amount' | 'fee'> & {
  currency: string;
  exponent: number;
  amount: bigint;
  fee: bigint;
};

/**
 * All that was learnt of a signed day since, as it was a day when it was signed. None of a day that is not
 * signed.
 */
export async function adjustmentsOf(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  day: string,
): Promise<Adjustment[]> {
  return adjustments(sql, account, sql`close.day = ${day}`);
}

/** All that was learnt on these days of days that had been signed before. */
export async function adjustmentsLearntOn(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  { from, to }: DayRange,
): Promise<Adjustment[]> {
  const [{ starts }, { ends }] = [dayOf(from, account.timeZone), dayOf(to, account.timeZone)];
  return adjustments(sql, account, sql`recorded_at >= ${starts} and recorded_at < ${ends}`);
}

/** Whether a movement was not there when a day was signed: it came later, or was under way, unseen. */
function isUnseen(sql: Queryable): Fragment {
  return sql`(moved.id > close.last_movement
    or not pg_visible_in_snapshot(moved.recorded_in, close.snapshot::pg_snapshot))`;
}

async function adjustments(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  wanted: Fragment,
): Promise<Adjustment[]> {
  const rows = await sql<Row[]>`
    select close.day::text as of_day, moved.recorded_at, moved.book, moved.invoice_id, moved.kind,
      moved.service, moved.events, moved.unknown_fees, moved.currency, exponent, moved.amount, moved.fee
    from day_closes as close
    join movements as moved on moved.account_id = ${id} and moved.mode = 'live'
      and moved.happened_at >= close.starts_at and moved.happened_at < close.ends_at
    join currencies on code = moved.currency
    where close.account_id = ${id} and close.reopened_at is null and close.view = 'money' and ${wanted}
      and ${isUnseen(sql)}
    order by moved.id`;
  return rows.map(({ currency, exponent, amount, fee, ...row }) => ({
    ...row,
    learntOn: dayAt(row.recordedAt, timeZone),
    amount: amountOf(amount, currency, exponent) as Amount,
    fee: amountOf(fee, currency, exponent) as Amount,
  }));
}
