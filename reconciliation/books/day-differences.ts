import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { dayOf } from '#identity/accounts/business-day.ts';
import type { Mode } from '#paymega/mode.ts';
import type { RawFigures } from './figures.ts';
import { judgedPayments } from './judged-payments.ts';

/** By how much our book says more of a day than Paymega's, in one currency and service. */
export type DayDifference = {
  currency: string;
  exponent: number;
  service: string | null;
  difference: RawFigures;
};

/**
 * Where the two books differ on the payments of a day, per currency and service: of those that were compared. The day
 * ties out where there is nothing in any of them (isNothing); the overview and the report of the day both ask here.
 */
export async function dayDifferences(
  sql: Queryable,
  { id, timeZone }: { id: number; timeZone: string },
  mode: Mode,
  day: string,
): Promise<DayDifference[]> {
  const { starts, ends } = dayOf(day, timeZone);
  const asked = { accountId: id, mode };
  const [row] = await sql<{ differences: DayDifference[] }[]>`
    with day as materialized (
      select ${day}::date as day, ${starts}::timestamptz as starts, ${ends}::timestamptz as ends
    ), ${judgedPayments(sql, asked)}
    select (${differencesOf(sql, asked, day)}) as differences`;
  return row?.differences ?? [];
}

/** The same as one JSON, in order: a scalar select over the CTE `judged` (judged-payments.ts). */
export function differencesOf(
  sql: Queryable,
  { accountId, mode }: { accountId: number; mode: Mode },
  day: string,
): Fragment {
  const side = (book: 'invoices' | 'mirror', sign: 1 | -1) => sql`
    select ${sign}::int as sign, currency, service, took_money, received, processed_fee, returned,
      charged_back_of(status, returned, refunded_amount, charged_back_amount) as charged_back
    from judged join ${sql(book)} as reported
      on (reported.account_id, reported.id, reported.mode, reported.created_at) = (${accountId}, judged.id,
        ${mode}, judged.created_at)
    where state = 'differs' and judged.day = ${day}`;
  // Sums as text: JSON would make floats of them.
  return sql`
    select coalesce(jsonb_agg(jsonb_build_object(
      'currency', currency, 'exponent', exponent, 'service', service,
      'difference', jsonb_build_object('invoices', invoices, 'paid', paid, 'gross', gross::text,
        'fees', fees::text, 'returned', returned::text, 'chargedBack', charged_back::text))
      order by currency, service nulls first), '[]')
    from (
      select currency, exponent, service, sum(sign) as invoices,
        coalesce(sum(sign) filter (where took_money), 0) as paid, sum(sign * received) as gross,
        coalesce(sum(sign * processed_fee) filter (where took_money), 0) as fees,
        sum(sign * returned) as returned, sum(sign * charged_back) as charged_back
      from (${side('invoices', 1)} union all ${side('mirror', -1)}) as reported
      join currencies on currencies.code = currency
      group by currency, exponent, service
    ) as summed`;
}
