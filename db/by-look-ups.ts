import type { Queryable } from './connection.ts';

/**
 * From here to the end of the transaction statements are planned by look-ups in the order of an index where there is one,
 * and each time for what they are given, unless `hasOnePlan` says that there is one plan for all. For few rows out of large tables: after a burst the statistics know nothing of what came,
 * and a plan that reads a table, or sorts a part of it for every row, costs hundreds of times as much.
 */
export async function byLookUps(transaction: Queryable, hasOnePlan = false): Promise<void> {
  const planned = hasOnePlan ? 'force_generic_plan' : 'force_custom_plan';
  await transaction`
    select set_config(name, value, true)
    from (values ('plan_cache_mode', ${planned}), ('enable_seqscan', 'off'),
      ('enable_sort', 'off'), ('enable_incremental_sort', 'off'), ('enable_bitmapscan', 'off'),
      ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off')) as settings(name, value)`;
}
