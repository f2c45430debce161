import { z } from 'zod';
import type { Sql } from '#db/connection.ts';
import type { Export } from './export-content.ts';

/** An export of more rows, by the planner's estimate, is better made in the background. */
export const LARGE_ROWS = 100_000;

const EXPLAINED = z.array(z.object({ Plan: z.object({ 'Plan Rows': z.number() }) }));

/** About how many rows an export would have, by the planner: at once, whatever it is of. */
export async function estimatedRows(sql: Sql, what: Export): Promise<number> {
  const sections = what.sections({ at: (instant) => instant, day: (instant) => instant });
  let rows = 0;
  for (const { of, summedOf } of sections) {
    const explained = await sql.unsafe<Record<string, unknown>[]>(
      `explain (format json) select 1 ${(summedOf ?? of).text}`,
    );
    // One row of one column, whose name the driver has changed.
    const [plan] = EXPLAINED.parse(Object.values(explained[0] ?? {})[0]);
    rows += plan?.Plan['Plan Rows'] ?? 0;
  }
  return Math.round(rows);
}
