import type { Queryable } from '#db/connection.ts';
import type { Account } from '../accounts.ts';
import { type Amount, amountOf } from '../amount.ts';

/** One side of a day's payments of one currency and service. */
export type Side = {
  invoices: number;
  paid: number;
  gross: Amount;
  fees: Amount;
  returned: Amount;
  net: Amount;
};

/** What one business day took in one currency by one service: by our book, and by Paymega's. */
export type DayLine = {
  currency: string;
  service: string | null;
  ours: Side;
  theirs: Side;
  difference: Amount;
};

/** What stands between a day and its close. */
export type DayState = {
  /** Whether the day has ended, on the account's clocks. */
  isOver: boolean;
  /** The latest run that began after the day had ended and compared all of it; null where there is none. */
  runId: bigint | null;
  comparedAt: Date | null;
  /** What that run asked about without an answer, in all of its window. */
  unanswered: number;
  /** Payments of the day that Paymega counts and that the run found in no way: nothing is claimed of them. */
  notCompared: number;
  unresolved: number;
  pending: number;
};

type RawSide = { invoices: number; paid: number; gross: bigint; fees: bigint; returned: bigint };
type RawLine = {
  currency: string;
  exponent: number;
  service: string | null;
  ours: RawSide | null;
  theirs: RawSide | null;
};

const NOTHING: RawSide = { invoices: 0, paid: 0, gross: 0n, fees: 0n, returned: 0n };

/** The live payments created on a business day (`YYYY-MM-DD`, the account's zone), by both books, per currency and service. */
export async function dayReport(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  day: string,
): Promise<DayLine[]> {
  const side = (book: 'invoices' | 'mirror') => sql`
    select currency, service, count(*) as invoices, count(*) filter (where took_money) as paid,
      coalesce(sum(processed_amount) filter (where took_money), 0)::bigint as gross,
      coalesce(sum(processed_fee) filter (where took_money), 0)::bigint as fees,
      coalesce(sum(returned), 0)::bigint as returned
    from ${sql(book)}
    where account_id = ${id} and mode = 'live'
      and created_at >= ${day}::date::timestamp at time zone ${timeZone}
      and created_at < (${day}::date + 1)::timestamp at time zone ${timeZone}
    group by currency, service`;
  // Sums as text: JSON would make floats of them.
  const told = (alias: 'ours' | 'theirs') => sql`
    case when ${sql(alias)}.currency is not null then jsonb_build_object(
      'invoices', ${sql(alias)}.invoices, 'paid', ${sql(alias)}.paid, 'gross', ${sql(alias)}.gross::text,
      'fees', ${sql(alias)}.fees::text, 'returned', ${sql(alias)}.returned::text) end as ${sql(alias)}`;
  const rows = await sql<(Omit<RawLine, 'ours' | 'theirs'> & { ours: Told | null; theirs: Told | null })[]>`
    with ours as (${side('invoices')}), theirs as (${side('mirror')})
    select currencies.code as currency, currencies.exponent, coalesce(ours.service, theirs.service) as service,
      ${told('ours')}, ${told('theirs')}
    from ours full join theirs
      on ours.currency = theirs.currency and coalesce(ours.service, '') = coalesce(theirs.service, '')
    join currencies on currencies.code = coalesce(ours.currency, theirs.currency)
    order by currency, service nulls first`;
  return rows.map(({ ours, theirs, ...row }) => lineOf({ ...row, ours: exact(ours), theirs: exact(theirs) }));
}

type Told = { invoices: number; paid: number; gross: string; fees: string; returned: string };

function exact(told: Told | null): RawSide | null {
  if (!told) return null;
  const { gross, fees, returned, ...counts } = told;
  return { ...counts, gross: BigInt(gross), fees: BigInt(fees), returned: BigInt(returned) };
}

function lineOf({ currency, exponent, service, ours, theirs }: RawLine): DayLine {
  const amount = (minor: bigint) => amountOf(minor, currency, exponent) as Amount;
  const side = ({ gross, fees, returned, ...counts }: RawSide): Side => ({
    ...counts,
    gross: amount(gross),
    fees: amount(fees),
    returned: amount(returned),
    net: amount(gross - fees - returned),
  });
  const [mine, others] = [side(ours ?? NOTHING), side(theirs ?? NOTHING)];
  const difference = amount(mine.net.minor - others.net.minor);
  return { currency, service, ours: mine, theirs: others, difference };
}

/** Whether the two books agree on the day to the cent, per currency and service. */
export function tiesOut(lines: readonly DayLine[]): boolean {
  const figures = ({ invoices, paid, gross, fees, returned }: Side) =>
    [invoices, paid, gross.minor, fees.minor, returned.minor].join(' ');
  return lines.every(({ ours, theirs }) => figures(ours) === figures(theirs));
}

/** What stands between a day and its close. */
export async function dayState(
  sql: Queryable,
  { id, timeZone }: Pick<Account, 'id' | 'timeZone'>,
  day: string,
): Promise<DayState> {
  const [state] = await sql<DayState[]>`
    with day as (
      select ${day}::date::timestamp at time zone ${timeZone} as starts,
        (${day}::date + 1)::timestamp at time zone ${timeZone} as ends
    )
    select ends <= now() as "isOver", run.id as "runId", run.finished_at as "comparedAt",
      coalesce(run.unanswered, 0) - coalesce(short.of_run, 0)::int as unanswered,
      coalesce(short.of_day, 0)::int as "notCompared",
      (select count(*)::int from discrepancies
        where account_id = ${id} and mode = 'live' and state <> 'resolved'
          and invoice_created_at >= starts and invoice_created_at < ends) as unresolved,
      (select count(*)::int from invoices
        where account_id = ${id} and mode = 'live' and not is_final
          and created_at >= starts and created_at < ends) as pending
    from day
    left join lateral (
      select id, finished_at, unanswered from runs
      where account_id = ${id} and state = 'finished' and window_from <= starts and window_to >= ends
        and started_at >= ends
      order by id desc limit 1
    ) as run on true
    left join lateral (
      select sum(not_compared) as of_run,
        sum(not_compared) filter (where slice_from < ends and slice_to > starts) as of_day
      from run_slices where run_id = run.id and is_short
    ) as short on true`;
  if (!state) throw new Error(`nothing is known of ${day}`);
  return state;
}
