import type { PendingQuery, Row } from 'postgres';
import type { Queryable, Sql } from './connection.ts';

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

const ANEW = 'set local plan_cache_mode = force_custom_plan';
const IN_ORDER = settingsOff([
  ...['enable_sort', 'enable_incremental_sort', 'enable_bitmapscan', 'enable_seqscan'],
]);
const UNTIL_ENOUGH = `${ANEW}; ${settingsOff(['enable_bitmapscan', 'enable_seqscan'])}`;

/**
 * Reads the first rows of a list in the order of an index, however few the planner believes there are: taken for fewer than a
 * page all of them would be read and sorted. For what an index gives the order of, and narrows as far as anything can.
 * @param plan `anew` where it depends on the values which index that is
 */
export function inOrder<Rows extends readonly Row[]>(
  sql: Sql,
  read: (session: Queryable) => PendingQuery<Rows & Row[]>,
  plan: 'kept' | 'anew' = 'kept',
): Promise<Rows> {
  return reading(sql, plan === 'anew' ? `${ANEW}; ${IN_ORDER}` : IN_ORDER, read);
}

/** Reads so many rows at the most, and stops there: a bitmap of all that match would be made before the first is read. */
export function untilEnough<Rows extends readonly Row[]>(
  sql: Sql,
  read: (session: Queryable) => PendingQuery<Rows & Row[]>,
): Promise<Rows> {
  return reading(sql, UNTIL_ENOUGH, read);
}

/**
 * Reads by a plan for just these values. A plan that is kept is one for any: after some that many rows have, it reads a whole
 * book for one that none has.
 */
export function plannedAnew<Rows extends readonly Row[]>(
  sql: Sql,
  read: (session: Queryable) => PendingQuery<Rows & Row[]>,
): Promise<Rows> {
  return reading(sql, ANEW, read);
}

function reading<Rows extends readonly Row[]>(
  sql: Sql,
  settings: string,
  read: (session: Queryable) => PendingQuery<Rows & Row[]>,
): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const whole = sql.begin('read only', async (transaction) => {
      // Sent at once, one after the other: no round trip lies between them. Where one fails the other does, too.
      const sent = [transaction.unsafe(settings).simple().execute(), read(transaction).execute()] as const;
      const [, found] = await Promise.all(sent);
      // Nothing was written: whoever asked need not wait for the end of the transaction.
      resolve(found as unknown as Rows);
    });
    whole.catch(reject);
  });
}

function settingsOff(names: readonly string[]): string {
  return names.map((name) => `set local ${name} = off`).join('; ');
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
