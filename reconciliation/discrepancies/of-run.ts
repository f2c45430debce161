import type { Queryable } from '#db/connection.ts';
import { fragments, type Tag } from '#db/sql.ts';
import type { Mode } from '#paymega/mode.ts';

/** What a run did with a discrepancy, as it counts them. */
export const EFFECTS = ['opened', 'healed', 'closed', 'still_open'] as const;
export type Effect = (typeof EFFECTS)[number];

/**
 * Those with which a run did this, as SQL over `item`. As many as the run counted, until a later one finds
 * some of them again: it takes them over from “still open”, and what was healed and is opened again counts as
 * closed from then on.
 */
export function effectOfRun<Fragment>(sql: Tag<Fragment>, runId: bigint, effect: Effect): Fragment {
  const by = (act: Fragment) =>
    sql`exists (
      select from discrepancy_events as event
      where event.discrepancy_id = item.id and event.run_id = ${runId} and ${act})`;
  const ended = by(sql`event.act = 'closed'`);
  const began = by(sql`event.act in ('opened', 'reopened')`);
  const touched = sql`item.id in (select discrepancy_id from discrepancy_events where run_id = ${runId})`;
  const isLast = sql`item.last_seen_run_id = ${runId}`;
  return {
    opened: sql`${touched} and ${began} and not ${ended}`,
    healed: sql`${touched} and ${ended} and ${isLast}`,
    closed: sql`${touched} and ${ended} and item.last_seen_run_id is distinct from ${runId}`,
    still_open: sql`${isLast} and not ${began} and not ${ended}`,
  }[effect];
}

/**
 * How many of a run's account there are of each effect, by mode; an effect or mode without any is left out.
 */
export async function effectsOfRun(
  sql: Queryable,
  accountId: number,
  runId: bigint,
): Promise<{ effect: Effect; mode: Mode; count: number }[]> {
  const rows = await Promise.all(
    EFFECTS.map(
      (effect) => sql<{ effect: Effect; mode: Mode; count: number }[]>`
        select ${effect}::text as effect, item.mode, count(*)::int as count from discrepancies as item
        where item.account_id = ${accountId} and ${effectOfRun(fragments(sql), runId, effect)}
        group by item.mode`,
    ),
  );
  return rows.flat();
}
