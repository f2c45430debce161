import type { Queryable } from '#db/connection.ts';
import { type Amount, amountOf } from '../amount.ts';

/** How one business day of invoices stands. */
export type DayCounts = { day: string; matched: number; open: number; healed: number };

/** The last `days` business days of the account's zone, oldest first, every day present: how their invoices stand. */
export async function dayCounts(
  sql: Queryable,
  accountId: number,
  mode: 'live' | 'test',
  days: number,
): Promise<DayCounts[]> {
  return sql<DayCounts[]>`
    with zone as (
      select id, time_zone, (now() at time zone time_zone)::date as today from accounts where id = ${accountId}
    ), day as (
      select (today - back)::date as day, ((today - back)::timestamp at time zone time_zone) as starts,
        ((today - back + 1)::timestamp at time zone time_zone) as ends
      from zone cross join generate_series(${days - 1}::int, 0, -1) as back
    )
    select day.day::text as day, greatest(counted.invoices - wrong.open - wrong.healed, 0)::int as matched,
      wrong.open::int as open, wrong.healed::int as healed
    from day
    cross join lateral (
      select count(*) as invoices from invoices
      where account_id = ${accountId} and mode = ${mode} and created_at >= starts and created_at < ends
    ) as counted
    cross join lateral (
      select count(distinct subject) filter (where state <> 'resolved') as open,
        count(distinct subject) filter (where resolution = 'healed' and state = 'resolved') as healed
      from discrepancies
      where account_id = ${accountId} and mode = ${mode}
        and invoice_created_at >= starts and invoice_created_at < ends
    ) as wrong
    order by day.day`;
}

/** What one business day took, per currency. */
export type DayTotals = {
  currency: string;
  invoices: number;
  paid: number;
  gross: Amount;
  fees: Amount;
  returned: Amount;
  net: Amount;
};

/** The day's money by our book, per currency, never summed across them. `day` is `YYYY-MM-DD` in the account's zone. */
export async function dayTotals(
  sql: Queryable,
  accountId: number,
  mode: 'live' | 'test',
  day: string,
): Promise<DayTotals[]> {
  const rows = await sql<
    {
      currency: string;
      exponent: number;
      invoices: number;
      paid: number;
      gross: bigint;
      fees: bigint;
      returned: bigint;
    }[]
  >`
    select currency, exponent, count(*)::int as invoices, (count(*) filter (where took_money))::int as paid,
      coalesce(sum(processed_amount) filter (where took_money), 0)::bigint as gross,
      coalesce(sum(processed_fee) filter (where took_money), 0)::bigint as fees,
      coalesce(sum(returned), 0)::bigint as returned
    from invoices join accounts on accounts.id = account_id join currencies on currencies.code = currency
    where account_id = ${accountId} and mode = ${mode}
      and invoices.created_at >= ${day}::date::timestamp at time zone time_zone
      and invoices.created_at < (${day}::date + 1)::timestamp at time zone time_zone
    group by currency, exponent order by currency`;
  return rows.map(({ currency, exponent, gross, fees, returned, ...counts }) => {
    const amount = (minor: bigint): Amount => amountOf(minor, currency, exponent) as Amount;
    return {
      currency,
      ...counts,
      gross: amount(gross),
      fees: amount(fees),
      returned: amount(returned),
      net: amount(gross - fees - returned),
    };
  });
}

/** Invoices that are not final, by how long they have waited, with their money per currency. */
export async function pendingByAge(
  sql: Queryable,
  accountId: number,
  mode: 'live' | 'test',
): Promise<{ band: string; count: number; amounts: Amount[] }[]> {
  const rows = await sql<
    { band: string; currency: string; exponent: number; count: number; amount: bigint }[]
  >`
    select band, currency, exponent, count(*)::int as count, sum(amount)::bigint as amount from (
      select case
          when updated_at > now() - interval '30 minutes' then 'under 30 min'
          when updated_at > now() - interval '6 hours' then '30 min to 6 h'
          when updated_at > now() - interval '1 day' then '6 h to 1 day'
          else 'over 1 day'
        end as band, currency, amount
      from invoices where account_id = ${accountId} and mode = ${mode} and not is_final
    ) as pending
    join currencies on currencies.code = currency group by band, currency, exponent order by currency`;
  return ['under 30 min', '30 min to 6 h', '6 h to 1 day', 'over 1 day'].map((band) => {
    const inBand = rows.filter((row) => row.band === band);
    const amounts = inBand.flatMap(
      ({ amount, currency, exponent }) => amountOf(amount, currency, exponent) ?? [],
    );
    return { band, count: inBand.reduce((sum, { count }) => sum + count, 0), amounts };
  });
}
