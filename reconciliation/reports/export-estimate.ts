import type { Sql } from '#db/connection.ts';
import type { Export } from './export-content.ts';

/** An export of more rows, by the planner's estimate, is better made in the background. */
export const LARGE_ROWS = 100_000;

/** About how many rows an export would have, by the planner: at once, whatever it is of. */
export async function estimatedRows(sql: Sql, what: Export): Promise<number> {
  const sections = what.sections({ at: (instant) => instant, day: (instant) => instant });
  let rows = 0;
  for (const { of, summedOf } of sections) {
    const [row] = await sql.unsafe<{ queryPlan: { Plan: { 'Plan Rows': number } }[] }[]>(
      `explain (format json) select 1 ${(summedOf ?? of).text}`,
    );
    rows += row?.queryPlan[0]?.Plan['Plan Rows'] ?? 0;
  }
  return Math.round(rows);
}
