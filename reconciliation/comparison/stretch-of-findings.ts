import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Comparison } from './comparison.ts';

/** A place among a run's findings, which go by the age of their payments; `at` as the database writes it. */
export type Place = { at: string; subject: string };

/** Findings of a run behind one place, up to and with another one. No subject lies in two of them. */
export type Stretch = { runId: bigint; after: Place; upTo: Place };

const BEGINNING: Place = { at: '-infinity', subject: '' };

/** How many findings a step applies, and how many discrepancies it closes. */
export const MOST_A_STEP = 2000;

/**
 * All findings that are so, laid out in steps.
 * @param isMeant SQL, over a row of `run_findings`
 */
export async function stretchesOf(
  sql: Queryable,
  { runId, mostAStep = MOST_A_STEP }: Comparison,
  isMeant: Fragment,
): Promise<Stretch[]> {
  const ends = await sql<Place[]>`
    select invoice_created_at::text as at, subject from (
      select invoice_created_at, subject, row_number() over in_order as nth,
        lead(subject) over in_order is null as is_last
      from run_findings where run_id = ${runId} and ${isMeant}
      window in_order as (order by invoice_created_at, subject)
    ) as finding
    where nth % ${mostAStep} = 0 or is_last order by nth`;
  return ends.map(({ at, subject }, nth) => {
    return { runId, after: ends[nth - 1] ?? BEGINNING, upTo: { at, subject } };
  });
}

/**
 * The rows of `run_findings` of a stretch, as a query to stand in `from (…)`. As bounds, in the order of the index, for which
 * it alone serves: the table is filled and emptied all the time, and no statistics know it.
 */
export function findingsOf(sql: Queryable, { runId, after, upTo }: Stretch): Fragment {
  const key = sql`(run_id, invoice_created_at, subject)`;
  return sql`
    select * from run_findings
    where ${key} > (${runId}, ${after.at}::timestamptz, ${after.subject})
      and ${key} <= (${runId}, ${upTo.at}::timestamptz, ${upTo.subject})
    order by run_id, invoice_created_at, subject offset 0`;
}
