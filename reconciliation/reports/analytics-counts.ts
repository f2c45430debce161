import type { Queryable } from '#db/connection.ts';
import { type Fragment, fragments } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { clockHours, type DayRange, daysOfRange } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import { chargedBack, hasResult, refunded } from '../books/results.ts';
import type { Took } from './durations.ts';
import { NOTHING, plusTotals, type RawTotals } from './totals-of-range.ts';

export type { RawTotals };

type Of = { mode: Mode; currency?: string | undefined };
type AccountOf = Pick<Account, 'id' | 'timeZone'>;

/** What a range came to, by currency and then by service, reason, day, hour and how long it took. */
export type Counted = {
  /** The days of the range, in order. */
  range: string[];
  exponents: Map<string, number>;
  days: Map<string, Map<string, RawTotals>>;
  hours: Map<string, Map<number, RawTotals>>;
  services: Map<string, { service: string | null; raw: RawTotals }[]>;
  declines: Map<string, { service: string | null; resolution: string | null; failed: number }[]>;
  /** By `EUR paid` and `EUR failed`. */
  seconds: Map<string, Took[]>;
};

type Row = RawTotals & {
  /** Which grouping the row is of. */
  by: number;
  currency: string;
  exponent: number;
  result: 'paid' | 'failed' | 'pending';
  service: string | null;
  resolution: string | null;
  day: number | null;
  hour: number | null;
  seconds: number | null;
};

// Bits of grouping(service, day, hour, seconds): 0 where the row is of one value of it.
const BY = { service: 0b0111, day: 0b1011, hour: 0b1101, seconds: 0b1110 } as const;

/** Counts the payments of a range in one reading of them, by everything that is shown. */
export async function countRange(
  sql: Queryable,
  account: AccountOf,
  { mode, currency, ...asked }: DayRange & Of,
): Promise<Counted> {
  const range = daysOfRange(asked, account.timeZone);
  const slots = clockHours(range, account.timeZone);
  const places = new Map(range.map(({ day }, place) => [day, place]));
  const slot = sql`width_bucket(book.created_at,
    ${slots.map(({ starts }) => starts.toISOString())}::timestamptz[])`;
  const rows = await sql<Row[]>`
    with payment as (
      select book.*, ${resultOf(sql)} as result, ${slot} as slot
      from invoices as book
      where ${ownOf(sql, account, { mode, currency })} and created_at >= ${range[0]?.starts as Date}
        and created_at < ${range.at(-1)?.ends as Date}
    ), placed as (
      select book.*, case when result = 'failed' then resolution end as reason,
        (${slots.map(({ day }) => places.get(day) ?? 0)}::int[])[slot] as day,
        (${slots.map(({ hour }) => hour)}::int[])[slot] as hour,
        extract(epoch from case result when 'paid' then processed_at when 'failed' then failed_at end
          - created_at)::int as seconds
      from payment as book
    ), counted as (
      select grouping(service, day, hour, seconds) as by, currency, result, service,
        reason as resolution, day, hour, seconds, ${sums(sql)}
      from placed as book
      group by grouping sets ((currency, result, service, reason), (currency, result, day),
        (currency, result, hour), (currency, result, seconds))
    )
    select counted.*, exponent from counted join currencies on currencies.code = currency
    where by <> ${BY.seconds} or seconds >= 0`;
  return sorted(
    rows,
    range.map(({ day }) => day),
  );
}

function resultOf(sql: Queryable): Fragment {
  const tag = fragments(sql);
  return sql`
    case when ${hasResult(tag, 'paid')} then 'paid' when ${hasResult(tag, 'failed')} then 'failed'
      else 'pending' end`;
}

function ownOf(sql: Queryable, account: AccountOf, { mode, currency }: Of): Fragment {
  return sql`account_id = ${account.id} and mode = ${mode}
    ${currency === undefined ? sql`` : sql`and currency = ${currency}`}`;
}

function sums(sql: Queryable): Fragment {
  const tag = fragments(sql);
  const [back, taken] = [refunded(tag), chargedBack(tag)];
  const [isBack, isTaken] = [hasResult(tag, 'refunded'), hasResult(tag, 'charged_back')];
  return sql`count(*)::int as invoices, count(*) filter (where ${hasResult(tag, 'paid')})::int as paid,
    count(*) filter (where ${hasResult(tag, 'failed')})::int as failed,
    sum(received)::text as gross,
    coalesce(sum(processed_fee) filter (where took_money), 0)::text as fees,
    count(*) filter (where ${isBack})::int as refunds,
    count(*) filter (where ${isBack} and ${back} = 0)::int as refunds_not_told,
    sum(${back})::text as refunded,
    count(*) filter (where ${isTaken})::int as chargebacks,
    count(*) filter (where ${isTaken} and ${taken} = 0)::int as chargebacks_not_told,
    sum(${taken})::text as charged_back`;
}

function sorted(rows: readonly Row[], range: string[]): Counted {
  const counted: Counted = {
    ...{ range, exponents: new Map(), days: new Map(), hours: new Map() },
    ...{ services: new Map(), declines: new Map(), seconds: new Map() },
  };
  for (const row of rows) {
    const { by, currency, result, service, resolution } = row;
    counted.exponents.set(currency, row.exponent);
    if (by === BY.day)
      add(
        madeIn(counted.days, currency, () => new Map()),
        range[row.day ?? 0] ?? '',
        row,
      );
    if (by === BY.hour)
      add(
        madeIn(counted.hours, currency, () => new Map()),
        row.hour ?? 0,
        row,
      );
    if (by === BY.service)
      addService(
        madeIn(counted.services, currency, () => []),
        row,
      );
    if (by === BY.service && result === 'failed')
      madeIn(counted.declines, currency, () => []).push({ service, resolution, failed: row.failed });
    if (by === BY.seconds && row.seconds !== null)
      madeIn(counted.seconds, `${currency} ${result}`, () => []).push({
        seconds: row.seconds,
        count: row.invoices,
      });
  }
  return counted;
}

function madeIn<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

function add<Key>(into: Map<Key, RawTotals>, key: Key, row: RawTotals): void {
  into.set(key, plusTotals(into.get(key) ?? NOTHING, row));
}

function addService(into: { service: string | null; raw: RawTotals }[], row: Row): void {
  const own = into.find(({ service }) => service === row.service);
  if (own) own.raw = plusTotals(own.raw, row);
  else into.push({ service: row.service, raw: plusTotals(NOTHING, row) });
}

/** What whole ranges came to, by their place in the list and by currency: one reading of each. */
export async function countedTotals(
  sql: Queryable,
  account: AccountOf,
  of: Of,
  ranges: readonly DayRange[],
): Promise<(RawTotals & { window: number; currency: string; exponent: number })[]> {
  const windows = ranges.map((range) => daysOfRange(range, account.timeZone));
  const starts = windows.map((days) => days[0]?.starts.toISOString() ?? '');
  const ends = windows.map((days) => days.at(-1)?.ends.toISOString() ?? '');
  return sql<(RawTotals & { window: number; currency: string; exponent: number })[]>`
    select place.window, currency, exponent, totals.*
    from unnest(${starts.map((_, place) => place)}::int[], ${starts}::timestamptz[], ${ends}::timestamptz[])
      as place("window", starts, ends)
    cross join lateral (
      select currency, ${sums(sql)} from invoices as book
      where ${ownOf(sql, account, of)} and created_at >= starts and created_at < ends group by currency
    ) as totals
    join currencies on currencies.code = currency`;
}
