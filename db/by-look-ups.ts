import type { Queryable } from './connection.ts';

/**
 * From here to the end of the transaction statements are planned for what they are given, and by look-ups in the order of
 * an index where there is one. For few rows out of large tables: after a burst the statistics know nothing of what came,
 * and a plan that reads a table, or sorts a part of it for every row, costs hundreds of times as much.
 */
export async function byLookUps(transaction: Queryable): Promise<void> {
  await transaction`
    select set_config(name, value, true)
    from (values ('plan_cache_mode', 'force_custom_plan'), ('enable_seqscan', 'off'), ('enable_sort', 'off'),
      ('enable_incremental_sort', 'off'), ('enable_bitmapscan', 'off'), ('enable_hashjoin', 'off'),
      ('enable_mergejoin', 'off')) as settings(name, value)`;
}
