import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import { rowOf } from '../books/row-of.ts';
import { byKey } from './by-key.ts';
import type { Comparison } from './comparison.ts';
import { inWindow, isLong } from './scope.ts';

/**
 * Payments of an order (reference and mode) that had been paid before, by the newer state of either book,
 * each with the payment before it (`duplicate`) and what was kept of it beyond one payment of the order
 * (`at_risk`, minor units of the payment's currency): a CTE's inside, over the CTE `merged` of compare.ts. Of
 * orders with an invoice in the comparison's scope, whatever the age of the others.
 */
export function paidTwice(sql: Queryable, comparison: Comparison): Fragment {
  const accountId = comparison.account.id;
  // An invoice of the same reference in the other mode is found, too, and is none of the order.
  const isOfOrder = sql`(state.mode = orders.mode and state.reference_id = orders.reference_id)`;
  const ofReference = byKey(
    ...([
      sql,
      comparison,
      sql`account_id, reference_id`,
      sql`${accountId}::int, orders.reference_id`,
    ] as const),
  );
  const inScope = sql`${isOfOrder} and (${inWindow(sql, comparison, sql`state.created_at`)}
    or found.id in (select invoice_id from asked))`;
  return sql`
    select id, duplicate, mode, reference_id, currency, created_at,
      (greatest(total - one_payment, 0) - greatest(total - kept - one_payment, 0))::bigint as at_risk
    from (
      select id, mode, reference_id, currency, created_at, kept,
        lag(id) over (partition by mode, reference_id order by created_at, id) as duplicate,
        sum(kept) over (partition by mode, reference_id, currency order by created_at, id) as total,
        -- What the order's first payment is for is owed; in another currency nothing more is.
        case when currency = first_value(currency) over (partition by mode, reference_id order by created_at,
          id)
          then max(received) over (partition by mode, reference_id, currency) else 0 end as one_payment
      from (
        select found.id, orders.mode, orders.reference_id, state.currency, state.created_at, state.received,
          state.received - state.returned as kept,
          ${isOfOrder} and state.took_money as is_paid,
          bool_or(${inScope}) over (partition by orders.mode, orders.reference_id) as is_in_scope
        from (${touchedOrders(sql, comparison)}) as orders
        cross join lateral (
          (select id from invoices where ${ofReference}) union (select id from mirror where ${ofReference})
        ) as found
        cross join lateral (${newestState(sql, accountId, sql`found.id`)}) as state
      ) as payment
      where is_paid and kept > 0 and is_in_scope
    ) as paid
    where duplicate is not null`;
}

/**
 * Orders that may have been paid twice. Over a long window our book's index of payments is read from end to
 * end, and what the books do not agree on is looked up; for a short one, one look-up an invoice is less.
 * Look-ups in scalar selects: the planner cannot turn them into a join by statistics that are older than the
 * books.
 */
function touchedOrders(sql: Queryable, comparison: Comparison): Fragment {
  const accountId = comparison.account.id;
  const ofTheWindow = comparison.alone
    ? sql``
    : sql`
      select mode, reference_id, id from invoices
      where account_id = ${accountId} and mode in ('live', 'test') and ${inWindow(sql, comparison)}
      union
      select mode, reference_id, id from mirror
      where account_id = ${accountId} and ${inWindow(sql, comparison)}
      union`;
  const known = (book: 'invoices' | 'mirror') => sql`
    select mode, reference_id, id
    from (${rowOf(sql, book, sql`${accountId}::int`, sql`asked.invoice_id`)}) as known`;
  const suspected = isLong(comparison.window)
    ? sql`
      select reported.mode, reported.reference_id, reported.id
      from (select unnest(ids || others) as id from merged union select invoice_id from asked) as other
      cross join lateral (${rowOf(sql, 'mirror', sql`${accountId}::int`, sql`other.id`)}) as reported`
    : sql`
      ${ofTheWindow}
      select mode, reference_id, id from asked cross join lateral (
        ${known('invoices')} union ${known('mirror')}
      ) as known`;
  const paid = sql`took_money and received > returned and id <> suspected.id and reference_id is not null`;
  const ofOrder = { invoices: ['mode', 'reference_id'], mirror: ['reference_id', 'mode'] } as const;
  const isPaid = (book: 'invoices' | 'mirror') => {
    const [first, second] = ofOrder[book];
    const values = sql`${accountId}::int, suspected.${sql(first)}, suspected.${sql(second)}`;
    const key = byKey(sql, comparison, sql`account_id, ${sql(first)}, ${sql(second)}`, values);
    return sql`(select true from ${sql(book)} where ${paid} and ${key} limit 1)`;
  };
  const repeated = sql`
    select mode, reference_id from (${suspected}) as suspected
    where reference_id is not null and (${isPaid('invoices')} or ${isPaid('mirror')})`;
  if (!isLong(comparison.window)) return sql`select distinct mode, reference_id from (${repeated}) as orders`;
  return sql`
    select mode, reference_id from invoices
    where account_id = ${accountId} and took_money and reference_id is not null and received > returned
    group by mode, reference_id having count(*) > 1
    union
    ${repeated}`;
}

/**
 * The newer of both books' states of one invoice: the rule of precedence.ts. A reference that it lacks is the
 * other one's.
 */
function newestState(sql: Queryable, accountId: number, id: Fragment): Fragment {
  const state = (book: 'invoices' | 'mirror') => sql`
    select mode, reference_id, currency, created_at, took_money, received, returned, is_ahead, updated_at,
      progress,
      fingerprint
    from (${rowOf(sql, book, sql`${accountId}::int`, id)}) as known`;
  const newestFirst = sql`is_ahead, updated_at desc, progress desc, returned desc, fingerprint desc`;
  return sql`
    select mode, currency, created_at, took_money, received, returned,
      coalesce(reference_id, lead(reference_id) over (order by ${newestFirst})) as reference_id
    from (${state('invoices')} union all ${state('mirror')}) as reported
    order by ${newestFirst} limit 1`;
}
