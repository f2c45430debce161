import { afterAll, beforeAll } from 'vitest';
import type { Sql } from '#db/connection.ts';
import type { TestDatabase } from './database.ts';
import { type Watched, watch } from './watched.ts';

/**
 * A second pool on the test's database whose server tells, by a notice after each statement, the plan that was carried
 * out: for tests that bound what is read, not how long it takes. What triggers execute is among it where `hasNested` says so.
 */
export function useWatched(database: TestDatabase, max = 4, hasNested = false): Watched {
  const holder = { executed: [] } as unknown as Watched;
  beforeAll(() => {
    Object.assign(holder, watch(database.url, max, hasNested));
  });
  afterAll(() => holder.sql?.end());
  return holder;
}

/** From now on a table is analysed only by the test: what is loaded later is unknown to the planner. */
export async function neverAnalysed(sql: Sql): Promise<void> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`;
  for (const { name } of tables) await sql`alter table ${sql(name)} set (autovacuum_enabled = off)`;
}
