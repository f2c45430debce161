import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import { type ReadOfDay, readOfDay } from '../books/compared.ts';
import { createdOfQuarantined } from '../books/created-of-quarantined.ts';
import { dayCountsOf } from '../books/day-counts.ts';
import { dayDifferences } from '../books/day-differences.ts';
import { type Figures, figuresOf, less, NO_FIGURES as NOTHING, type RawFigures } from '../books/figures.ts';

const NO_FIGURES: RawFigures = { ...NOTHING, chargedBack: '0' };

/** What one business day took in one currency by one service: by our book, and by Paymega's. */
export type DayLine = {
  currency: string;
  service: string | null;
  ours: Figures;
  theirs: Figures;
  /** Ours less theirs, of the payments that were compared: the day ties out where there is none. */
  difference: Figures;
  /** Ours less theirs, of those that were not asked about yet. */
  notCompared: Figures;
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
  unresolved: number;
  pending: number;
  /** Payments of it, known to either book, whose two sides were not compared; without those that cannot be read. */
  notCompared: number;
  /** Payments of it that cannot be read, by what they say of their creation, or else by when they came. */
  unreadable: number;
  /** Whether the list of the latest run over the day is known to have been incomplete. */
  isShort: boolean;
  /** When Paymega's side was read. */
  read: ReadOfDay;
};

type RawLine = {
  currency: string;
  exponent: number;
  service: string | null;
  ours: RawFigures | null;
  theirs: RawFigures | null;
};

/** The payments created on a business day (`YYYY-MM-DD`, the account's zone), by both books, per currency and service. */
export async function dayReport(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  day: string,
  mode: Mode = 'live',
): Promise<DayLine[]> {
  const { starts, ends } = dayOf(day, account.timeZone);
  const side = (book: 'invoices' | 'mirror') => sql`
    select currency, service, count(*) as invoices, count(*) filter (where took_money) as paid,
      coalesce(sum(received), 0) as gross,
      coalesce(sum(processed_fee) filter (where took_money), 0) as fees,
      coalesce(sum(returned), 0) as returned,
      coalesce(sum(charged_back_of(status, returned, refunded_amount, charged_back_amount)), 0)
        as charged_back
    from ${sql(book)}
    where account_id = ${account.id} and mode = ${mode} and created_at >= ${starts} and created_at < ${ends}
    group by currency, service`;
  // Sums as text: JSON would make floats of them.
  const reported = (alias: 'ours' | 'theirs') => sql`
    case when ${sql(alias)}.currency is not null then jsonb_build_object(
      'invoices', ${sql(alias)}.invoices, 'paid', ${sql(alias)}.paid, 'gross', ${sql(alias)}.gross::text,
      'fees', ${sql(alias)}.fees::text, 'returned', ${sql(alias)}.returned::text,
      'chargedBack', ${sql(alias)}.charged_back::text) end as ${sql(alias)}`;
  const rows = await sql<RawLine[]>`
    with ours as (${side('invoices')}), theirs as (${side('mirror')})
    select currencies.code as currency, currencies.exponent, coalesce(ours.service, theirs.service)
      as service,
      ${reported('ours')}, ${reported('theirs')}
    from ours full join theirs
      on ours.currency = theirs.currency and coalesce(ours.service, '') = coalesce(theirs.service, '')
    join currencies on currencies.code = coalesce(ours.currency, theirs.currency)
    order by currency, service nulls first`;
  const differences = await dayDifferences(sql, account, mode, day);
  return rows.map((row) => {
    const own = differences.find(({ currency, service }) => lineKey(row) === lineKey({ currency, service }));
    return lineOf(row, own?.difference ?? NO_FIGURES);
  });
}

function lineKey({ currency, service }: { currency: string; service: string | null }): string {
  return `${currency} ${service ?? ''}`;
}

// Payments that agree add nothing: what the books differ by beyond those that were compared, was not.
function lineOf({ currency, exponent, service, ...row }: RawLine, difference: RawFigures): DayLine {
  const [ours, theirs] = [row.ours ?? NO_FIGURES, row.theirs ?? NO_FIGURES];
  const figures = (raw: RawFigures) => figuresOf(raw, currency, exponent);
  return {
    ...{ currency, service, ours: figures(ours), theirs: figures(theirs), difference: figures(difference) },
    notCompared: figures(less(less(ours, theirs), difference)),
  };
}

/** Whether the two books agree on the day to the cent, per currency and service, as far as they were compared. */
export function tiesOut(lines: readonly DayLine[]): boolean {
  return lines.every(({ difference: { invoices, paid, gross, fees, returned } }) => {
    const sums = [gross, fees, returned];
    return invoices === 0 && paid === 0 && sums.every(({ minor }) => minor === 0n);
  });
}

/** Whether nothing of the day is left open, beside what the books differ by. */
export function hasNothingOpen(state: DayState): boolean {
  const { unresolved, pending, unanswered, notCompared, unreadable, isShort } = state;
  return !isShort && unresolved + pending + unanswered + notCompared + unreadable === 0;
}

/** What stands between a day and its close. */
export async function dayState(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  day: string,
): Promise<DayState> {
  const { id } = account;
  const { starts, ends } = dayOf(day, account.timeZone);
  const [state] = await sql<Omit<DayState, 'notCompared' | 'read'>[]>`
    with covering as (
      ${coveringRuns(sql, id, sql`${starts}::timestamptz`, sql`${ends}::timestamptz`)}
    )
    select ${ends}::timestamptz <= now() as is_over, run.id as run_id, run.finished_at as compared_at,
      -- What its lists were short of is of the days it was short of.
      coalesce(run.unanswered - (
        select coalesce(sum(not_compared), 0) from run_slices where run_id = run.id and is_short), 0)::int
          as unanswered,
      (select count(*)::int from discrepancies
        where account_id = ${id} and mode = 'live' and state <> 'resolved'
          and invoice_created_at >= ${starts} and invoice_created_at < ${ends}) as unresolved,
      (select count(*)::int from invoices
        where account_id = ${id} and mode = 'live' and not is_final
          and created_at >= ${starts} and created_at < ${ends}) as pending,
      (select count(distinct subject)::int from quarantine as quarantined
        where account_id = ${id} and mode = 'live' and released_at is null
          and ${createdOfQuarantined(sql)} >= ${starts} and ${createdOfQuarantined(sql)} < ${ends})
            as unreadable,
      coalesce((select is_short from covering order by id desc limit 1), false) as is_short
    from (select) as one
    left join lateral (select * from covering where not is_short order by id desc limit 1) as run on true`;
  const counts = await dayCountsOf(sql, account, 'live', day);
  const read = await readOfDay(sql, account, day);
  if (!state) throw new Error(`nothing is known of ${day}`);
  return { ...state, notCompared: Math.max(0, counts.notCompared - state.unreadable), read };
}

/**
 * The finished runs that began after a day had ended, and were to compare all of it; `is_short` where its
 * list was incomplete.
 */
export function coveringRuns(sql: Queryable, accountId: number, starts: Fragment, ends: Fragment): Fragment {
  return sql`
    select runs.id, finished_at, unanswered, ${isShortOf(sql, starts, ends)} as is_short
    from runs
    where account_id = ${accountId} and state = 'finished' and window_from <= ${starts}
      and window_to >= ${ends} and started_at >= ${ends}`;
}

/** Whether the list that the row `runs` has read of a day is known to have been incomplete, as SQL. */
export function isShortOf(sql: Queryable, starts: Fragment, ends: Fragment): Fragment {
  return sql`exists (
      select from run_slices where run_id = runs.id and is_short and slice_from < ${ends}
        and slice_to > ${starts})`;
}
