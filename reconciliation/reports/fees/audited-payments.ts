import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Account } from '#identity/accounts/accounts.ts';
import { dayOf, type Stretch } from '#identity/accounts/business-day.ts';
import { type DayRange, daysOfRange, monthOf } from '#identity/accounts/day-range.ts';
import type { Mode } from '#paymega/mode.ts';
import type { FeeRate } from './rates.ts';

/** How the fee of a payment that took money fits what was agreed. */
export const FITS = ['fits', 'differs', 'no_rate', 'not_told'] as const;
export type Fit = (typeof FITS)[number];

export type FeeScope = DayRange & {
  mode: Mode;
  currency?: string | undefined;
  /** Null for payments of which no service was told. */
  service?: string | null | undefined;
};

/**
 * CTEs, the last of them `audited`: each payment of our book that was created on the days of a range and took
 * money or failed for good, as `id, reference_id, created_at, service, currency, took_money, charged,
 * rate_id, base, agreed, fit, quoted`. In minor units; `agreed` is null where there is no rate, or where what
 * was charged is not told; `fit` is null of a failed one.
 *
 * The rate is that of the day of creation, because a fee is quoted then and charged as quoted (platform FAQ:
 * paid in full, `processed_deposit = deposit`). A tier by volume is that of the money received for the
 * payments of the calendar month before: a fee stands with each payment, so it cannot depend on a month that
 * is not over.
 * @param rates those that hold (standingRates)
 */
export function auditedPayments(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  { mode, currency, service, ...range }: FeeScope,
  rates: readonly FeeRate[],
): Fragment {
  const days = daysOfRange(range, account.timeZone);
  const within = { starts: days[0]?.starts, ends: days.at(-1)?.ends };
  return sql`
    ${ratesAsRows(sql, rates, account.timeZone)},
    ${volumes(sql, account, mode, { rates, days: days.map(({ day }) => day) })},
    paid as (
      select id, reference_id, created_at, service, currency, took_money, received, processed_fee as charged,
        fee as quoted, paid_of_order(amount, payment_amount, processed_amount, processed_fee) as of_order
      from invoices as book
      where account_id = ${account.id} and mode = ${mode} and created_at >= ${within.starts as Date}
        and created_at < ${within.ends as Date} and (took_money or is_final)
        ${currency === undefined ? sql`` : sql`and currency = ${currency}`}
        ${service === undefined ? sql`` : sql`and service is not distinct from ${service}`}
    ), audited as (
      select id, reference_id, created_at, service, currency, took_money, charged, quoted, rate_id, base,
        case when charged is not null then agreed end as agreed,
        case
          when not took_money then null
          when charged is null then 'not_told'
          when agreed is null then 'no_rate'
          when agreed = charged then 'fits'
          else 'differs'
        end as fit
      from paid
      left join lateral (
        select rate.id as rate_id, rate.rounding, rate.tiers_by,
          case rate.base when 'received' then received else of_order end as base
        from rate
        where took_money and rate.currency = paid.currency and coalesce(rate.service = paid.service,
            rate.service is null)
          and paid.created_at >= rate.starts and paid.created_at < rate.ends
        order by rate.service nulls last limit 1
      ) as own on true
      left join lateral (
        select agreed_fee(base, percentage, fixed, minimum, maximum, own.rounding) as agreed
        from fee_tiers as tier
        where tier.rate_id = own.rate_id and from_minor <= case
          when own.tiers_by = 'amount' then base
          else coalesce((
            select received from volume
            where volume.rate_id = own.rate_id and paid.created_at >= starts and paid.created_at < ends), 0)
        end
        order by from_minor desc limit 1
      ) as term on true
    )`;
}

// Days as instants, which are counted here and never by the database.
function ratesAsRows(sql: Queryable, rates: readonly FeeRate[], timeZone: string): Fragment {
  const starts = rates.map(({ fromDay }) => dayOf(fromDay, timeZone).starts.toISOString());
  const ends = rates.map(({ toDay }) => (toDay ? dayOf(toDay, timeZone).ends.toISOString() : 'infinity'));
  return sql`
    rate as materialized (
      select rate.id, service, currency, base, rounding, tiers_by, starts, ends
      from unnest(${rates.map(({ id }) => String(id))}::bigint[], ${starts}::timestamptz[],
        ${ends}::timestamptz[]) as dated(id, starts, ends)
      join fee_rates as rate using (id)
    )`;
}

type OfVolumes = { rates: readonly FeeRate[]; days: readonly string[] };

// As rows `rate_id, starts, ends, received`: a month, and what the one before it brought to a rate that asks
// for it.
function volumes(
  sql: Queryable,
  account: Pick<Account, 'id' | 'timeZone'>,
  mode: Mode,
  { rates, days }: OfVolumes,
): Fragment {
  const asking = rates.filter(({ tiersBy, tiers }) => tiersBy === 'volume' && tiers.length > 1);
  const firsts = [...new Set(days.map((day) => `${day.slice(0, 7)}-01`))];
  const months = firsts.map((first) => ({
    of: monthOf(first, account.timeZone),
    before: monthBefore(first, account.timeZone),
  }));
  const instants = (which: 'of' | 'before', end: keyof Stretch) =>
    months.map((month) => month[which][end].toISOString());
  return sql`
    volume as materialized (
      select rate.id as rate_id, month.starts, month.ends, (
          select sum(received) from invoices as book
          where account_id = ${account.id} and mode = ${mode} and created_at >= month.from_before
            and created_at < month.to_before and took_money and book.currency = rate.currency
            and coalesce(book.service = rate.service, rate.service is null)
        ) as received
      from rate cross join unnest(${instants('of', 'starts')}::timestamptz[],
        ${instants('of', 'ends')}::timestamptz[], ${instants('before', 'starts')}::timestamptz[],
        ${instants('before', 'ends')}::timestamptz[]) as month(starts, ends, from_before, to_before)
      where rate.id = any(${asking.map(({ id }) => String(id))}::bigint[])
    )`;
}

function monthBefore(first: string, timeZone: string): Stretch {
  const last = new Date(Date.parse(`${first}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return monthOf(last, timeZone);
}
