import type { Sql } from '#db/connection.ts';
import type { Run } from '#reconciliation/comparison/runs.ts';
import { EFFECTS, type Effect, effectsOfRun } from '#reconciliation/discrepancies/of-run.ts';

/** How many the lists hold to which the figures of a run lead. */
export async function listedOfRun(sql: Sql, run: Run): Promise<Record<Effect, number>> {
  const effects = await effectsOfRun(sql, run.accountId, run.id);
  const count = (effect: Effect) =>
    effects.filter((one) => one.effect === effect).reduce((sum, one) => sum + one.count, 0);
  return Object.fromEntries(EFFECTS.map((effect) => [effect, count(effect)])) as Record<Effect, number>;
}

/** What the run itself counted. */
export function figuresOfRun({ opened, healed, closed, stillOpen }: Run): Record<Effect, number> {
  return { opened, healed, closed, still_open: stillOpen };
}
