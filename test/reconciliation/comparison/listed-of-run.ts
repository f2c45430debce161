import type { Sql } from '#db/connection.ts';
import type { Run } from '#reconciliation/comparison/runs.ts';
import { DEEDS, type Deed, deedsOfRun } from '#reconciliation/discrepancies/of-run.ts';

/** How many the lists hold to which the figures of a run lead. */
export async function listedOfRun(sql: Sql, run: Run): Promise<Record<Deed, number>> {
  const deeds = await deedsOfRun(sql, run.accountId, run.id);
  const count = (deed: Deed) =>
    deeds.filter((one) => one.deed === deed).reduce((sum, one) => sum + one.count, 0);
  return Object.fromEntries(DEEDS.map((deed) => [deed, count(deed)])) as Record<Deed, number>;
}

/** What the run itself counted. */
export function figuresOfRun({ opened, healed, closed, stillOpen }: Run): Record<Deed, number> {
  return { opened, healed, closed, still_open: stillOpen };
}
