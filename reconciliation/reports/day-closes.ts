import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { SIGNED_VIEWS } from '#db/values.ts';
import type { SignedReport } from './money-report.ts';

/** The figures of a side of a day that was signed by the time of creation. */
export type CreatedSide = {
  invoices: number;
  paid: number;
  gross: string;
  fees: string;
  returned: string;
  net: string;
};

/** The figures of one line of a day that was signed by the time of creation: amounts as exact decimals. */
export type CreatedLine = { currency: string; service: string | null } & Record<
  'ours' | 'theirs',
  CreatedSide
>;

/** A close of a day: in force, waiting for a second person, or reopened since. */
export type DayClose = {
  id: bigint;
  day: string;
  /** By which view it was signed; days that were signed before there was another one, by the time of creation. */
  view: (typeof SIGNED_VIEWS)[number];
  figures: SignedReport | CreatedLine[];
  /** How many movements the day had then; null where it was signed by the time of creation. */
  movements: bigint | null;
  isExplained: boolean;
  unresolved: number;
  pending: number;
  note: string | null;
  closedAt: Date;
  closedBy: string;
  closedById: number;
  needsSecond: boolean;
  confirmedAt: Date | null;
  confirmedBy: string | null;
  reopenedAt: Date | null;
  reopenedBy: string | null;
  reason: string | null;
};

/** All closes of a day, the latest first. */
export async function closesOf(sql: Queryable, accountId: number, day: string): Promise<DayClose[]> {
  return sql<DayClose[]>`
    select close.id, close.day::text as day, close.view, close.figures, close.movements, close.is_explained,
      close.unresolved, close.pending, close.note, close.closed_at, closer.label as closed_by,
      close.closed_by as closed_by_id, close.needs_second, close.confirmed_at,
      confirmer.label as confirmed_by, close.reopened_at, opener.label as reopened_by, close.reason
    from day_closes as close join people as closer on closer.id = close.closed_by
    left join people as confirmer on confirmer.id = close.confirmed_by
    left join people as opener on opener.id = close.reopened_by
    where close.account_id = ${accountId} and close.day = ${day} order by close.id desc`;
}

/** How a day stands: not closed, signed by one of two people, or closed. */
export type ClosingState = 'open' | 'signed' | 'closed';

export function closingState(
  close: Pick<DayClose, 'needsSecond' | 'confirmedAt'> | null | undefined,
): ClosingState {
  if (!close) return 'open';
  return close.needsSecond && close.confirmedAt === null ? 'signed' : 'closed';
}

/**
 * Whether something of the row `close` was learnt after it was signed, as SQL: any change of a day makes its
 * movements more.
 */
export function hasChanged(sql: Queryable): Fragment {
  const own = sql`account_id = close.account_id and mode = 'live'`;
  // Whole hours, and the quarters before and behind them where the zone's days begin within one.
  const first = sql`date_trunc('hour', close.starts_at + interval '59 minutes', 'UTC')`;
  const last = sql`date_trunc('hour', close.ends_at, 'UTC')`;
  return sql`coalesce(close.movements <> (
      select coalesce(sum(movements), 0) from (
        select movements from movement_counts where ${own} and hour >= ${first} and hour < ${last}
        union all
        select movements from movement_totals
        where ${own} and is_folded and quarter >= close.starts_at and quarter < ${first}
        union all
        select movements from movement_totals
        where ${own} and is_folded and quarter >= ${last} and quarter < close.ends_at
        union all
        select movements from movement_totals
        where ${own} and not is_folded and quarter >= close.starts_at and quarter < close.ends_at
      ) as held
    ), false)`;
}
