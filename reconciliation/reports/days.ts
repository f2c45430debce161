import type { Queryable } from '#db/connection.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import type { BusinessDay } from '#identity/accounts/business-day.ts';
import { type DayRange, daysOfRange } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import type { Amount } from '../books/amount.ts';
import { type Adjustment, adjustmentsLearntOn } from './adjustments.ts';
import { type ClosingState, closingState, hasChanged } from './day-closes.ts';
import { moneyDays } from './day-money.ts';
import { coveringRuns, isShortOf } from './day-report.ts';
import { type MoneyLine, type MoneySide, plusSide, sideOf } from './money-figures.ts';
import { type SignedReport, signedLines } from './money-report.ts';

/** One business day of a range: whether it is closed, what is open, and its money in one currency each. */
export type DayRow = {
  day: string;
  isOver: boolean;
  /** Whether a finished run has compared all of it since it ended. */
  isCompared: boolean;
  unresolved: number;
  state: ClosingState;
  closedAt: Date | null;
  closedBy: string | null;
  confirmedBy: string | null;
  /** Whether something of it was learnt after it was signed. */
  hasChanged: boolean;
  money: DayMoney[];
};

/** A day's money in one currency. */
export type DayMoney = {
  currency: string;
  ours: MoneySide;
  /** Ours less theirs. */
  difference: MoneySide;
  ties: boolean;
  /** The net of what was learnt on this day of days signed before; null where there was none. */
  adjusted: Amount | null;
};

type CloseRow = {
  day: string;
  unresolved: number;
  isCompared: boolean;
  needsSecond: boolean;
  confirmedAt: Date | null;
  closedAt: Date | null;
  closedBy: string | null;
  confirmedBy: string | null;
  hasChanged: boolean;
  figures: SignedReport | null;
};

/**
 * The money of the days `from` to `to` (`YYYY-MM-DD`, both included), oldest first, with how each stands. As
 * it is booked: of a signed day the figures that were signed, and on each day what was learnt on it of days
 * signed before. Days of test payments are not signed.
 */
export async function bookedDays(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  range: DayRange,
  mode: Mode = 'live',
): Promise<DayRow[]> {
  const days = daysOfRange(range, account.timeZone);
  const [money, closes, learnt] = await Promise.all([
    moneyDays(sql, account.id, mode, days),
    closesOfDays(sql, account.id, mode, days),
    mode === 'live' ? adjustmentsLearntOn(sql, account, range) : [],
  ]);
  const now = Date.now();
  return closes.map((row) => {
    const ends = days.find(({ day }) => day === row.day)?.ends.getTime() ?? Number.POSITIVE_INFINITY;
    const own = learnt.filter(({ learntOn, book }) => learntOn === row.day && book === 'ours');
    const { needsSecond: _, confirmedAt: __, figures, ...shown } = row;
    return {
      ...{ ...shown, isOver: ends <= now },
      state: closingState(row.closedAt === null ? null : row),
      money: moneyOf(figures ? signedLines(figures) : (money.get(row.day) ?? []), own),
    };
  });
}

type Booked = Pick<MoneyLine, 'currency' | 'ours' | 'difference' | 'agrees'>;

function moneyOf(lines: readonly Booked[], learnt: readonly Adjustment[]): DayMoney[] {
  const all = [...lines.map(({ currency }) => currency), ...learnt.map(({ amount }) => amount.currency)];
  return [...new Set(all)].toSorted().map((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const adjusted = learnt.filter(({ amount }) => amount.currency === currency);
    const exponent = own[0]?.ours.gross.exponent ?? adjusted[0]?.amount.exponent ?? 0;
    const nothing = sideOf([], currency, exponent);
    return {
      currency,
      ours: own.map(({ ours }) => ours).reduce(plusSide, nothing),
      difference: own.map(({ difference }) => difference).reduce(plusSide, nothing),
      ties: own.every(({ agrees }) => agrees),
      adjusted: netOf(adjusted),
    };
  });
}

/** What adjustments add to the net: sales less their fees, less what was returned. */
export function netOf(adjustments: readonly Adjustment[]): Amount | null {
  const [first] = adjustments;
  if (!first) return null;
  const minor = adjustments.reduce((sum, { kind, amount, fee }) => {
    if (kind === 'processed') return sum + amount.minor - fee.minor;
    return kind === 'refunded' || kind === 'charged_back' ? sum - amount.minor : sum;
  }, 0n);
  return { ...first.amount, minor };
}

async function closesOfDays(
  sql: Queryable,
  accountId: number,
  mode: Mode,
  days: readonly BusinessDay[],
): Promise<CloseRow[]> {
  return sql<CloseRow[]>`
    select day.day::text as day, (
        select count(*)::int from discrepancies
        where account_id = ${accountId} and mode = ${mode} and state <> 'resolved'
          and invoice_created_at >= starts and invoice_created_at < ends
      ) as unresolved,
      exists (
        ${coveringRuns(sql, accountId, sql`starts`, sql`ends`)}
          and not ${isShortOf(sql, sql`starts`, sql`ends`)}
      ) as is_compared,
      coalesce(needs_second, false) as needs_second, confirmed_at, closed_at, closer.label as closed_by,
      confirmer.label as confirmed_by, ${hasChanged(sql)} as has_changed,
      case close.view when 'money' then figures end as figures
    from unnest(${days.map(({ day }) => day)}::date[],
      ${days.map(({ starts }) => starts.toISOString())}::timestamptz[],
      ${days.map(({ ends }) => ends.toISOString())}::timestamptz[]) as day(day, starts, ends)
    left join day_closes as close on close.account_id = ${accountId} and close.day = day.day
      and close.reopened_at is null and ${mode === 'live'}
    left join people as closer on closer.id = close.closed_by
    left join people as confirmer on confirmer.id = close.confirmed_by
    order by day.day`;
}

/**
 * A currency's days together, as they were booked: what was learnt later of a signed day is of the day it was
 * learnt on. The difference is that of the days that were compared; null where none was.
 */
export type RangeTotal = Omit<DayMoney, 'difference'> & { difference: MoneySide | null };

/** The totals of a range, per currency. */
export function totalsOfRange(rows: readonly DayRow[]): RangeTotal[] {
  const all = rows.flatMap(({ money, isCompared }) => money.map((one) => ({ ...one, isCompared })));
  const currencies = [...new Set(all.map(({ currency }) => currency))].toSorted();
  return currencies.map((currency) => {
    const own = all.filter((one) => one.currency === currency);
    const compared = own.filter(({ isCompared }) => isCompared);
    const adjusted = own.flatMap((one) => one.adjusted ?? []);
    const [first] = adjusted;
    return {
      currency,
      ours: own.map(({ ours }) => ours).reduce(plusSide),
      difference:
        compared.length === 0 ? null : compared.map(({ difference }) => difference).reduce(plusSide),
      ties: compared.every(({ ties }) => ties),
      adjusted: first ? { ...first, minor: adjusted.reduce((sum, { minor }) => sum + minor, 0n) } : null,
    };
  });
}

const DAYS_WATCHED = 100;

/** How a day stands, and which signed days of the last months have changed since they were signed, the latest first. */
export async function closingNow(
  sql: Queryable,
  accountId: number,
  day: string,
): Promise<{ state: ClosingState; changed: string[] }> {
  const rows = await sql<(Pick<CloseRow, 'day' | 'needsSecond' | 'confirmedAt'> & { hasChanged: boolean })[]>`
    select close.day::text as day, needs_second, confirmed_at, ${hasChanged(sql)} as has_changed
    from day_closes as close
    where account_id = ${accountId} and reopened_at is null and close.day > now()::date - ${DAYS_WATCHED}::int
    order by close.day desc`;
  return {
    state: closingState(rows.find((row) => row.day === day)),
    changed: rows.filter(({ hasChanged }) => hasChanged).map((row) => row.day),
  };
}
