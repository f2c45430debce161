import type { Queryable } from '#db/connection.ts';
import type { Fragment } from '#db/sql.ts';
import type { Comparison } from './comparison.ts';

/** A place among a run's findings, which go by the age of their payments; `at` as the database writes it. */
export type Place = { at: string; subject: string };

/** Findings of a run behind one place, up to and with another one. No subject lies in two of them. */
export type Stretch = { runId: bigint; after: Place; upTo: Place };

/** Before the first of them. */
export const BEGINNING: Place = { at: '-infinity', subject: '' };

/** How many findings a step applies, and how many discrepancies it closes. */
export const MOST_A_STEP = 2000;

/**
 * The next findings behind a place that are so: a step of them, whatever there are in all.
 * @param isMeant SQL, over a row of `run_findings`
 * @returns null where there is none
 */
export async function nextStretch(
  sql: Queryable,
  { runId, mostAStep = MOST_A_STEP }: Comparison,
  after: Place,
  isMeant: Fragment,
): Promise<Stretch | null> {
  const places = await sql<Place[]>`
    select invoice_created_at::text as at, subject from run_findings
    where (run_id, invoice_created_at, subject) > (${runId}, ${after.at}::timestamptz, ${after.subject})
      and run_id = ${runId} and ${isMeant}
    order by run_id, invoice_created_at, subject limit ${mostAStep}`;
  const upTo = places.at(-1);
  return upTo ? { runId, after, upTo } : null;
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
