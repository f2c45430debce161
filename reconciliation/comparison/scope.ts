import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Comparison } from './comparison.ts';
import type { Window } from './window.ts';

const LONG_WINDOW_SECONDS = 6 * 3600;

/** Whether a window is so long that reading an index from end to end costs less than a look-up an invoice. */
export function isLong({ from, to }: Window): boolean {
  return to - from > LONG_WINDOW_SECONDS;
}

/** Whether what was created at this time was created in the window that is compared. */
export function inWindow(
  sql: Queryable,
  { window }: Pick<Comparison, 'window'>,
  createdAt: Fragment = sql`created_at`,
): Fragment {
  return sql`(${createdAt} >= to_timestamp(${window.from}) and ${createdAt} < to_timestamp(${window.to}))`;
}

/**
 * What was asked by id beside the window, as rows `invoice_id, outcome`: a CTE's inside. An outcome is that of the status
 * check; `not_asked` where Paymega's side of the invoice is older than ours and thus tells nothing of it.
 */
export function askedRows(sql: Queryable, { runId, alone }: Pick<Comparison, 'runId' | 'alone'>): Fragment {
  if (!alone) return sql`select invoice_id, outcome from run_rechecks where run_id = ${runId}`;
  return sql`
    select invoice_id, outcome
    from unnest(${alone.map(({ id }) => id)}::text[], ${alone.map(({ outcome }) => outcome)}::text[])
      as asked(invoice_id, outcome)`;
}
