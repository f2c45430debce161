import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '#db/connection.ts';
import { type Amount, amountOf } from '../amount.ts';
import { dayOf, lastDays } from '../business-day.ts';
import { AGE_BANDS, type AgeBand } from './age-bands.ts';

type Mode = 'live' | 'test';
type Fragment = PendingQuery<Row[]>;

/** The last `count` business days of a zone, today included, as rows `day, starts, ends`: a CTE's inside. */
export function businessDays(sql: Queryable, timeZone: string, count: number): Fragment {
  const days = lastDays(count, timeZone, new Date());
  return sql`
    select * from unnest(${days.map(({ day }) => day)}::date[], ${days.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${days.map(({ ends }) => ends.toISOString())}::timestamptz[]) as day(day, starts, ends)`;
}

/** How many invoices our book holds of each row of `day` (businessDays), as rows `day, invoices`. */
export function invoicesOfDays(sql: Queryable, accountId: number, mode: Mode): Fragment {
  return sql`
    select day.day, coalesce(sum(invoices), 0)::int as invoices
    from day left join book_totals on account_id = ${accountId} and book = 'ours' and mode = ${mode}
      and quarter >= starts and quarter < ends
    group by day.day`;
}

/** How one business day of invoices stands. */
export type DayCounts = { day: string; matched: number; open: number; healed: number };

/** The last `days` business days of the account's zone, oldest first, every day present: how their invoices stand. */
export async function dayCounts(
  sql: Queryable,
  { id, timeZone }: { id: number; timeZone: string },
  mode: Mode,
  days: number,
): Promise<DayCounts[]> {
  return sql<DayCounts[]>`
    with day as materialized (
      ${businessDays(sql, timeZone, days)}
    ), counted as (
      ${invoicesOfDays(sql, id, mode)}
    )
    select day.day::text as day, greatest(counted.invoices - wrong.open - wrong.healed, 0)::int as matched,
      wrong.open::int as open, wrong.healed::int as healed
    from day
    join counted using (day)
    cross join lateral (
      select count(distinct subject) filter (where state <> 'resolved') as open,
        count(distinct subject) filter (where resolution = 'healed' and state = 'resolved') as healed
      from discrepancies
      where account_id = ${id} and mode = ${mode} and invoice_created_at >= starts and invoice_created_at < ends
    ) as wrong
    order by day.day`;
}

/** What one business day took, per currency, and how far the two books are apart. */
export type DayTotals = {
  currency: string;
  invoices: number;
  paid: number;
  gross: Amount;
  fees: Amount;
  returned: Amount;
  net: Amount;
  theirNet: Amount;
  /** Ours less theirs, net. */
  difference: Amount;
};

/** Sums as text: they may be more than any amount is. */
type RawTotals = {
  currency: string;
  exponent: number;
  invoices: number;
  paid: number;
  gross: string;
  fees: string;
  returned: string;
  theirNet: string;
};

/** The day's money by both books, per currency, never summed across them. `day` is `YYYY-MM-DD` in the account's zone. */
export async function dayTotals(
  sql: Queryable,
  { id, timeZone }: { id: number; timeZone: string },
  mode: Mode,
  day: string,
): Promise<DayTotals[]> {
  const { starts, ends } = dayOf(day, timeZone);
  const rows = await sql<RawTotals[]>`
    select currency, exponent,
      coalesce(sum(invoices) filter (where book = 'ours'), 0)::int as invoices,
      coalesce(sum(paid) filter (where book = 'ours'), 0)::int as paid,
      coalesce(sum(gross) filter (where book = 'ours'), 0)::text as gross,
      coalesce(sum(fees) filter (where book = 'ours'), 0)::text as fees,
      coalesce(sum(returned) filter (where book = 'ours'), 0)::text as returned,
      coalesce(sum(gross - fees - returned) filter (where book = 'theirs'), 0)::text as "theirNet"
    from book_totals join currencies on currencies.code = currency
    where account_id = ${id} and mode = ${mode} and book in ('ours', 'theirs')
      and quarter >= ${starts} and quarter < ${ends}
    group by currency, exponent having sum(invoices) <> 0 order by currency`;
  return rows.map(({ currency, exponent, invoices, paid, ...sums }) => {
    const amount = (minor: bigint): Amount => amountOf(minor, currency, exponent) as Amount;
    const [gross, fees, returned] = [BigInt(sums.gross), BigInt(sums.fees), BigInt(sums.returned)];
    const theirNet = BigInt(sums.theirNet);
    const net = gross - fees - returned;
    return {
      ...{ currency, invoices, paid },
      ...{ gross: amount(gross), fees: amount(fees), returned: amount(returned), net: amount(net) },
      ...{ theirNet: amount(theirNet), difference: amount(net - theirNet) },
    };
  });
}

/** Invoices that are not final, by how long nothing has moved, with their money per currency. */
export async function pendingByAge(
  sql: Queryable,
  accountId: number,
  mode: Mode,
): Promise<{ key: AgeBand; words: string; count: number; amounts: Amount[] }[]> {
  const rows = await sql<
    { key: AgeBand; currency: string; exponent: number; count: number; amount: string }[]
  >`
    select key, currency, exponent, count(*)::int as count, sum(amount)::text as amount from (
      select ${ageBand(sql)} as key, currency, amount
      from invoices as book where account_id = ${accountId} and mode = ${mode} and not is_final
    ) as pending
    join currencies on currencies.code = currency group by key, currency, exponent order by currency`;
  return AGE_BANDS.map(({ key, words }) => {
    const inBand = rows.filter((row) => row.key === key);
    const amounts = inBand.flatMap(
      ({ amount, currency, exponent }) => amountOf(BigInt(amount), currency, exponent) ?? [],
    );
    return { key, words, count: inBand.reduce((sum, { count }) => sum + count, 0), amounts };
  });
}

/** In which band the row `book` is, as SQL. */
function ageBand(sql: Queryable): Fragment {
  const bounds = AGE_BANDS.map(({ key, minutes }) =>
    minutes === null
      ? sql`else ${key}::text `
      : sql`when book.moved_at > now() - make_interval(mins => ${minutes}::int) then ${key}::text `,
  );
  return sql`case ${bounds} end`;
}
