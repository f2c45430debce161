import type { Queryable } from './connection.ts';

const LOOK_UPS = [
  ['plan_cache_mode', 'force_custom_plan', 'auto'],
  ...[
    ...['enable_seqscan', 'enable_sort', 'enable_incremental_sort', 'enable_bitmapscan', 'enable_hashjoin'],
    'enable_mergejoin',
  ].map((name) => [name, 'off', 'on'] as const),
] as const;

/**
 * From here to the end of the transaction statements are planned for what they are given, and by look-ups in the order of
 * an index where there is one. For few rows out of large tables: after a burst the statistics know nothing of what came,
 * and a plan that reads a table, or sorts a part of it for every row, costs hundreds of times as much.
 */
export async function byLookUps(transaction: Queryable): Promise<void> {
  await planned(
    transaction,
    LOOK_UPS.map(([name, value]) => [name, value]),
  );
}

/** Does something by look-ups in a transaction of which the rest is planned as ever. */
export async function withLookUps<T>(transaction: Queryable, work: () => Promise<T>): Promise<T> {
  await byLookUps(transaction);
  const done = await work();
  await planned(
    transaction,
    LOOK_UPS.map(([name, , usual]) => [name, usual]),
  );
  return done;
}

async function planned(transaction: Queryable, settings: (readonly [string, string])[]): Promise<void> {
  await transaction`
    select set_config(name, value, true)
    from unnest(${settings.map(([name]) => name)}::text[], ${settings.map(([, value]) => value)}::text[])
      as settings(name, value)`;
}
