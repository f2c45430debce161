import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayAt, dayOf, type Stretch } from '#identity/accounts/business-day.ts';
import { shifted } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { type Amount, amountOf } from '../books/amount.ts';
import { firstDay } from './analytics.ts';

/**
 * The payments created in some time, in one currency, by our book; `gross` is the money that came in for
 * them.
 */
export type Volume = { payments: number; paid: number; failed: number; gross: Amount };

/**
 * A day beside others: in each currency what it had, and what they had; null where there is nothing to
 * compare with.
 */
export type Volumes = {
  day: string;
  dayBefore: string;
  /** The same weekday of the week before. */
  weekBefore: string;
  /** Until when of each of these days is counted; null where the whole of each is. */
  until: Date | null;
  currencies: { currency: string; day: Volume; dayBefore: Volume | null; weekBefore: Volume | null }[];
};

const QUARTER_MS = 900_000;

/**
 * How many payments were created on a business day (`YYYY-MM-DD`), how many were approved and what came in,
 * beside the day before and the same weekday of the week before. Windows that do not compare are left out:
 * those from before our book begins, or of the day on which it does.
 */
export async function volumesOfDay(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  day: string,
): Promise<Volumes> {
  const days = daysBeside(day);
  const stretches = days.map((one) => dayOf(one, account.timeZone));
  return besideEachOther(sql, account, { mode, days, stretches, until: null });
}

/**
 * The same of a day that is not over, up to the last full quarter of an hour, beside as much of the other
 * days. Where the clocks are changed on one of them, it does not compare. Null where nothing of the day is
 * over.
 */
export async function volumesSoFar(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  now: Date,
): Promise<Volumes | null> {
  const days = daysBeside(dayAt(now, account.timeZone));
  const [today, ...others] = days.map((one) => dayOf(one, account.timeZone));
  const until = new Date(Math.floor(now.getTime() / QUARTER_MS) * QUARTER_MS);
  if (!today || until <= today.starts) return null;
  const elapsed = until.getTime() - today.starts.getTime();
  const isAsLong = (other: Stretch) => lengthOf(other) === lengthOf(today);
  const stretches = [
    { starts: today.starts, ends: until },
    ...others.map((one) =>
      isAsLong(one) ? { starts: one.starts, ends: new Date(one.starts.getTime() + elapsed) } : null,
    ),
  ];
  return besideEachOther(sql, account, { mode, days, stretches, until });
}

type Asked = {
  mode: Mode;
  days: readonly [string, string, string];
  /** Of each of the days; null where one does not compare. */
  stretches: readonly (Stretch | null)[];
  until: Date | null;
};

async function besideEachOther(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  { mode, days, stretches, until }: Asked,
): Promise<Volumes> {
  const [rows, begins] = await Promise.all([
    countedIn(sql, account.id, mode, stretches),
    firstDay(sql, account, mode),
  ]);
  const [day, dayBefore, weekBefore] = days;
  const compares = days.map((one, place) => stretches[place] && begins !== null && one > begins);
  const currencies = [...new Map(rows.map(({ currency, exponent }) => [currency, exponent]))].toSorted(
    ([a], [b]) => (a < b ? -1 : 1),
  );
  const volume = (place: number, currency: string, exponent: number): Volume => {
    const row = rows.find((one) => one.place === place && one.currency === currency);
    const { payments = 0, paid = 0, failed = 0 } = row ?? {};
    return { payments, paid, failed, gross: amountOf(BigInt(row?.gross ?? 0), currency, exponent) as Amount };
  };
  const earlier = (place: number, currency: string, exponent: number) =>
    compares[place] ? volume(place, currency, exponent) : null;
  return {
    ...{ day, dayBefore, weekBefore, until },
    currencies: currencies
      .map(([currency, exponent]) => ({
        currency,
        day: volume(0, currency, exponent),
        dayBefore: earlier(1, currency, exponent),
        weekBefore: earlier(2, currency, exponent),
      }))
      .filter((one) => [one.day, one.dayBefore, one.weekBefore].some((of) => of && of.payments > 0)),
  };
}

type Row = { place: number; currency: string; exponent: number } & Omit<Volume, 'gross'> & { gross: string };

// From the totals. They do not tell apart which of the final payments took money: those that took some and
// are not final (a refund is under way) are looked up along the index of what is open. A look-up for each
// stretch, which no plan turns into one join of all of them with the whole book.
async function countedIn(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  stretches: readonly (Stretch | null)[],
): Promise<Row[]> {
  const given = stretches.flatMap((stretch, place) => (stretch ? [{ ...stretch, place }] : []));
  return sql<Row[]>`
    with stretch as materialized (
      select * from unnest(${given.map(({ place }) => place)}::int[],
        ${given.map(({ starts }) => starts.toISOString())}::timestamptz[],
        ${given.map(({ ends }) => ends.toISOString())}::timestamptz[]) as stretch(place, starts, ends)
    ), total as (
      select place, currency, sum(invoices) as payments, sum(final) as final, sum(paid) as paid,
        sum(gross) as gross
      from stretch cross join lateral (
        select currency, invoices, final, paid, gross from book_totals
        where account_id = ${accountId} and mode = ${mode} and book = 'ours' and quarter >= starts
          and quarter < ends
        offset 0
      ) as of_quarter
      group by place, currency having sum(invoices) <> 0
    ), under_way as (
      select place, currency, count(*) as payments
      from stretch cross join lateral (
        select currency from invoices
        where account_id = ${accountId} and mode = ${mode} and not is_final and took_money
          and created_at >= starts and created_at < ends
        offset 0
      ) as book
      group by place, currency
    )
    select place, currency, exponent, total.payments::int as payments, total.paid::int as paid,
      (final - (paid - coalesce(under_way.payments, 0)))::int as failed, gross::text as gross
    from total join currencies on currencies.code = currency
    left join under_way using (place, currency)
    order by place, currency`;
}

function daysBeside(day: string): [string, string, string] {
  const before = (days: number) => shifted({ from: day, to: day }, -days).from;
  return [day, before(1), before(7)];
}

function lengthOf({ starts, ends }: Stretch): number {
  return ends.getTime() - starts.getTime();
}
