import type { Queryable } from './connection.ts';

const NO_LOOK_UPS = [
  ...['enable_seqscan', 'enable_sort', 'enable_incremental_sort', 'enable_bitmapscan', 'enable_hashjoin'],
  'enable_mergejoin',
];

/**
 * From here to the end of the transaction statements are planned for what they are given, and by look-ups in the order of
 * an index where there is one. For few rows out of large tables: after a burst the statistics know nothing of what came,
 * and a plan that reads a table, or sorts a part of it for every row, costs hundreds of times as much.
 */
export async function byLookUps(transaction: Queryable): Promise<void> {
  await set(transaction, { plan_cache_mode: 'force_custom_plan', ...noLookUps('off') });
}

/**
 * Does something by look-ups in a transaction of which the rest is planned as ever. For thousands of rows: plans are kept,
 * those of the checks of foreign keys too, which would each be planned anew.
 */
export async function withLookUps<T>(transaction: Queryable, work: () => Promise<T>): Promise<T> {
  await set(transaction, noLookUps('off'));
  const done = await work();
  await set(transaction, noLookUps('on'));
  return done;
}

function noLookUps(value: 'on' | 'off'): Record<string, string> {
  return Object.fromEntries(NO_LOOK_UPS.map((name) => [name, value]));
}

// One round trip: it stands before the comparison after every batch of callbacks.
async function set(transaction: Queryable, settings: Readonly<Record<string, string>>): Promise<void> {
  const [names, values] = [Object.keys(settings), Object.values(settings)];
  await transaction`
    select set_config(name, value, true)
    from unnest(${names}::text[], ${values}::text[]) as setting(name, value)`;
}
