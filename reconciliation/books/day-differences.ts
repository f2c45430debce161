import type { Queryable } from '#db/connection.ts';
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
  const side = (book: 'invoices' | 'mirror', sign: 1 | -1) => sql`
    select ${sign}::int as sign, currency, service, took_money, received, processed_fee, returned,
      charged_back_of(status, returned, refunded_amount, charged_back_amount) as charged_back
    from judged join ${sql(book)} as reported
      on (reported.account_id, reported.id, reported.mode, reported.created_at) = (${id}, judged.id, ${mode},
        judged.created_at)
    where state = 'differs'`;
  const rows = await sql<(Omit<DayDifference, 'difference'> & RawFigures)[]>`
    with day as materialized (
      select ${day}::date as day, ${starts}::timestamptz as starts, ${ends}::timestamptz as ends
    ), ${judgedPayments(sql, { accountId: id, mode })}
    select currency, exponent, service, sum(sign)::int as invoices,
      coalesce(sum(sign) filter (where took_money), 0)::int as paid,
      sum(sign * received)::text as gross,
      coalesce(sum(sign * processed_fee) filter (where took_money), 0)::text as fees,
      sum(sign * returned)::text as returned, sum(sign * charged_back)::text as charged_back
    from (${side('invoices', 1)} union all ${side('mirror', -1)}) as reported
    join currencies on currencies.code = currency
    group by currency, exponent, service order by currency, service nulls first`;
  return rows.map(({ currency, exponent, service, ...difference }) => ({
    currency,
    exponent,
    service,
    difference,
  }));
}
