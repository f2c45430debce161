import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { BOOKS } from '#db/values.ts';
import { refreshPairs } from './pairs.ts';

const MOST_AT_ONCE = 20_000;

/**
 * Folds the rows of changes that triggers wrote (schema/totals.ts) into one row a key, so that reading stays cheap. A
 * reader sums the same before and after; two who fold at once fold different rows. Given a pool, each statement commits by
 * itself and takes so many rows at the most, whatever a first run has left.
 * @param mostAtOnce rows of changes a statement
 */
export async function foldTotals(sql: Queryable, mostAtOnce = MOST_AT_ONCE): Promise<void> {
  await fold(sql, 'book_totals', mostAtOnce, books(sql));
  await refreshPairs(sql);
  await rereadMovements(sql);
  await fold(sql, 'movement_totals', mostAtOnce, movements(sql));
  await fold(sql, 'callback_totals', mostAtOnce, callbacks(sql));
}

/**
 * Takes rows of changes out, in the order of the index that has them alone, and folds them, so many at a time, until there
 * are fewer.
 * @param folding what puts the rows `fresh` into the table
 */
async function fold(
  sql: Queryable,
  totals: 'book_totals' | 'movement_totals' | 'callback_totals',
  most: number,
  folding: Fragment,
): Promise<void> {
  const inOrder = totals === 'callback_totals' ? sql`id` : sql`account_id, mode, quarter`;
  for (;;) {
    const [folded] = await sql<{ count: number }[]>`
      with fresh as (
        delete from ${sql(totals)} where id = any(array(
          select id from ${sql(totals)} where not is_folded order by ${inOrder} limit ${most}))
        returning *
      ), folded as (${folding})
      select count(*)::int as count from fresh`;
    if ((folded?.count ?? 0) < most) return;
  }
}

function books(sql: Queryable): Fragment {
  return sql`
    insert into book_totals as total
      (is_folded, account_id, book, mode, quarter, currency, invoices, final, unreported, paid, gross, fees,
       returned)
    select true, account_id, book, mode, quarter, currency, sum(invoices), sum(final), sum(unreported),
      sum(paid), sum(gross), sum(fees), sum(returned)
    from fresh group by account_id, book, mode, quarter, currency
    order by account_id, book, mode, quarter, currency
    on conflict (account_id, book, mode, quarter, currency) where is_folded do update set
      invoices = total.invoices + excluded.invoices, final = total.final + excluded.final,
      unreported = total.unreported + excluded.unreported, paid = total.paid + excluded.paid,
      gross = total.gross + excluded.gross, fees = total.fees + excluded.fees,
      returned = total.returned + excluded.returned`;
}

function callbacks(sql: Queryable): Fragment {
  return sql`
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
 * Looks again at payments of which something was first reported lately: where both books were told at once, neither saw
 * when the other was.
 */
async function rereadMovements(sql: Queryable): Promise<void> {
  await sql`
    select refresh_movements(book, array_agg(account_id), array_agg(invoice_id))
    from (
      select distinct account_id, invoice_id from first_reports
      where recorded_at > now() - make_interval(mins => ${REREAD_MINUTES}::int)
    ) as lately cross join unnest(${[...BOOKS]}::text[]) as book
    group by book`;
}

function movements(sql: Queryable): Fragment {
  return sql`
    insert into movement_totals as total
      (is_folded, account_id, book, mode, quarter, currency, service, kind, events, amount, ordered, fee,
       unknown_fees, movements, signature)
    select true, account_id, book, mode, quarter, currency, service, kind, sum(events), sum(amount),
      sum(ordered), sum(fee), sum(unknown_fees), sum(movements), sum(signature)
    from fresh group by account_id, book, mode, quarter, currency, service, kind
    order by account_id, mode, quarter, book, currency, service, kind
    on conflict (account_id, mode, quarter, book, currency, coalesce(service, ''), kind) where is_folded
    do update set events = total.events + excluded.events, amount = total.amount + excluded.amount,
      ordered = total.ordered + excluded.ordered, fee = total.fee + excluded.fee,
      unknown_fees = total.unknown_fees + excluded.unknown_fees,
      movements = total.movements + excluded.movements, signature = total.signature + excluded.signature`;
}
