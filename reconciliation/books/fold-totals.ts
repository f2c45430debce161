import type { Queryable } from '#db/connection.ts';
import { BOOKS } from '#db/values.ts';
import { refreshPairs } from './pairs.ts';

/**
 * Folds the rows of changes that triggers wrote (schema/totals.ts) into one row a key, so that reading stays cheap. A
 * reader sums the same before and after; two who fold at once fold different rows.
 */
export async function foldTotals(sql: Queryable): Promise<void> {
  await sql`
    with fresh as (
      delete from book_totals where not is_folded returning *
    )
    insert into book_totals as total
      (is_folded, account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees,
        returned,
       signature)
    select true, account_id, book, mode, quarter, currency, sum(invoices), sum(final), sum(unreported),
      sum(paid),
      sum(gross), sum(fees), sum(returned), sum(signature)
    from fresh group by account_id, book, mode, quarter, currency
    order by account_id, book, mode, quarter, currency
    on conflict (account_id, book, mode, quarter, currency) where is_folded do update set
      invoices = total.invoices + excluded.invoices, final = total.final + excluded.final,
      unreported = total.unreported + excluded.unreported, paid = total.paid + excluded.paid,
        gross = total.gross + excluded.gross,
      fees = total.fees + excluded.fees, returned = total.returned + excluded.returned,
      signature = total.signature + excluded.signature`;
  await refreshPairs(sql);
  await foldMovements(sql);
  await sql`
    with fresh as (
      delete from callback_totals where not is_folded returning *
    )
    insert into callback_totals as total
      (is_folded, account_id, mode, hour, verdict, is_retry, delay_step, callbacks)
    select true, account_id, mode, hour, verdict, is_retry, delay_step, sum(callbacks)
    from fresh group by account_id, mode, hour, verdict, is_retry, delay_step
    order by account_id, mode, hour, verdict, is_retry, delay_step
    on conflict (account_id, mode, hour, verdict, is_retry, delay_step) where is_folded do update set
      callbacks = total.callbacks + excluded.callbacks`;
}

const REREAD_MINUTES = 5;

/**
 * Folds the totals of movements likewise. Before that it looks again at payments of which something was first reported
 * lately: where both books were told at once, neither saw when the other was.
 */
async function foldMovements(sql: Queryable): Promise<void> {
  await sql`
    select refresh_movements(book, array_agg(account_id), array_agg(invoice_id))
    from (
      select distinct account_id, invoice_id from first_reports
      where recorded_at > now() - make_interval(mins => ${REREAD_MINUTES}::int)
    ) as lately cross join unnest(${[...BOOKS]}::text[]) as book
    group by book`;
  await sql`
    with fresh as (
      delete from movement_totals where not is_folded returning *
    )
    insert into movement_totals as total (is_folded, account_id, book, mode, quarter, currency, service, kind,
      events, amount, ordered, fee, unknown_fees, movements, signature)
    select true, account_id, book, mode, quarter, currency, service, kind, sum(events), sum(amount),
      sum(ordered), sum(fee), sum(unknown_fees), sum(movements), sum(signature)
    from fresh group by account_id, book, mode, quarter, currency, service, kind
    order by account_id, mode, quarter, book, currency, service, kind
    on conflict (account_id, mode, quarter, book, currency, coalesce(service, ''), kind) where is_folded
    do update set events = total.events + excluded.events, amount = total.amount + excluded.amount,
      ordered = total.ordered + excluded.ordered, fee = total.fee + excluded.fee,
      unknown_fees = total.unknown_fees + excluded.unknown_fees,
      movements = total.movements + excluded.movements,
      signature = total.signature + excluded.signature`;
}
