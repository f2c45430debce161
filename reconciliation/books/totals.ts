import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { dayOf, lastDays } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { AGE_BANDS, type AgeBand } from './age-bands.ts';
import { type Amount, amountOf } from './amount.ts';
import { type DayDifference, dayDifferences } from './day-differences.ts';
import { type Figures, figuresOf, isNothing, NO_FIGURES, plus, type RawFigures } from './figures.ts';

/** The last `count` business days of a zone, that of `now` included, as rows `day, starts, ends`: a CTE's inside. */
export function businessDays(sql: Queryable, timeZone: string, count: number, now: Date): Fragment {
  const days = lastDays(count, timeZone, now);
  return sql`
    select * from unnest(${days.map(({ day }) => day)}::date[],
      ${days.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${days.map(({ ends }) => ends.toISOString())}::timestamptz[]) as day(day, starts, ends)`;
}

/** What one business day took in one currency, by both books, and where they differ. */
export type DayTotals = {
  currency: string;
  ours: Figures;
  theirs: Figures;
  /** Ours less theirs, of the payments that were compared. */
  difference: Figures;
  /** Whether there is no difference, in any service: two that cancel out are two. */
  ties: boolean;
};

/**
 * The day's money by both books, per currency, never summed across them. `day` is `YYYY-MM-DD` in the account's zone.
 * @param differing where the books differ on it, if that is known already (dayDifferences)
 */
export async function dayTotals(
  sql: Queryable,
  account: { id: number; timeZone: string },
  mode: Mode,
  day: string,
  differing?: Promise<readonly DayDifference[]>,
): Promise<DayTotals[]> {
  const { starts, ends } = dayOf(day, account.timeZone);
  const side = (book: 'ours' | 'theirs') => sql`
    jsonb_build_object('invoices', coalesce(sum(invoices) filter (where book = ${book}), 0)::int,
      'paid', coalesce(sum(paid) filter (where book = ${book}), 0)::int,
      'gross', coalesce(sum(gross) filter (where book = ${book}), 0)::text,
      'fees', coalesce(sum(fees) filter (where book = ${book}), 0)::text,
      'returned', coalesce(sum(returned) filter (where book = ${book}), 0)::text)`;
  const rows = await sql<{ currency: string; exponent: number; ours: RawFigures; theirs: RawFigures }[]>`
    select currency, exponent, ${side('ours')} as ours, ${side('theirs')} as theirs
    from book_totals join currencies on currencies.code = currency
    where account_id = ${account.id} and mode = ${mode} and book in ('ours', 'theirs')
      and quarter >= ${starts} and quarter < ${ends}
    group by currency, exponent having sum(invoices) <> 0 order by currency`;
  const differences = await (differing ?? dayDifferences(sql, account, mode, day));
  return rows.map(({ currency, exponent, ours, theirs }) => {
    const own = differences.filter((one) => one.currency === currency).map(({ difference }) => difference);
    return {
      currency,
      ours: figuresOf(ours, currency, exponent),
      theirs: figuresOf(theirs, currency, exponent),
      difference: figuresOf(own.reduce(plus, NO_FIGURES), currency, exponent),
      ties: own.every(isNothing),
    };
  });
}

/** Invoices that are not final, by how long nothing has moved, with their money per currency. */
export async function pendingByAge(
  sql: Queryable,
  accountId: number,
  mode: Mode,
): Promise<{ key: AgeBand; label: string; count: number; amounts: Amount[] }[]> {
  const rows = await sql<
    { key: AgeBand; currency: string; exponent: number; count: number; amount: string }[]
  >`
    select key, currency, exponent, count(*)::int as count, sum(amount)::text as amount from (
      select ${ageBand(sql)} as key, currency, amount
      from invoices as book where account_id = ${accountId} and mode = ${mode} and not is_final
    ) as pending
    join currencies on currencies.code = currency group by key, currency, exponent order by currency`;
  return AGE_BANDS.map(({ key, label }) => {
    const inBand = rows.filter((row) => row.key === key);
    const amounts = inBand.flatMap(
      ({ amount, currency, exponent }) => amountOf(BigInt(amount), currency, exponent) ?? [],
    );
    return { key, label, count: inBand.reduce((sum, { count }) => sum + count, 0), amounts };
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
