import type { Tag } from '#db/sql.ts';

/**
 * What became of a payment, as far as figures count it: paid and failed are final to the merchant, decided is
 * both. What was paid stays so when it is returned.
 */
export const RESULTS = ['paid', 'failed', 'decided', 'refunded', 'charged_back'] as const;
export type Result = (typeof RESULTS)[number];

/** Whether the row `book` has this result, as SQL: figures and the list behind them ask the same. */
export function hasResult<Fragment>(sql: Tag<Fragment>, result: Result): Fragment {
  const conditions: Record<Result, Fragment> = {
    paid: sql`book.took_money`,
    failed: sql`book.is_final and not book.took_money`,
    decided: sql`(book.is_final or book.took_money)`,
    refunded: sql`${returned(sql)}
      and (${refunded(sql)} > 0 or book.status in ('partially_refunded', 'refunded'))`,
    charged_back: sql`${returned(sql)} and (${chargedBack(sql)} > 0 or book.stage = 6)`,
  };
  return sql`(${conditions[result]})`;
}

/** Whether any of it was returned, by its figures or its status: what an index holds, so that all others are never read. */
function returned<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`(book.returned > 0 or book.stage = 6 or book.status in ('partially_refunded', 'refunded'))`;
}

/** What was refunded of the row `book`, in minor units; 0 where a refund is told without its amount. */
export function refunded<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`(coalesce(book.refunded_amount, 0)
    + case when book.stage = 6 then 0 else ${unnamed(sql)} end)`;
}

/** What was charged back of it; 0 where a chargeback is told without its amount. */
export function chargedBack<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`(coalesce(book.charged_back_amount, 0)
    + case when book.stage = 6 then ${unnamed(sql)} else 0 end)`;
}

// What was returned by the status alone, beyond what the figures told: of a chargeback where that is the
// status.
function unnamed<Fragment>(sql: Tag<Fragment>): Fragment {
  return sql`(book.returned - coalesce(book.refunded_amount, 0) - coalesce(book.charged_back_amount, 0))`;
}
