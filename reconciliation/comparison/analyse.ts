import type { Sql } from '#db/connection.ts';
import { ANALYSED } from '#db/grants.ts';

const FEW_ROWS = 1000;

/**
 * Analyses what a run loads, where much was loaded: at once, not within a minute, as the server's own would, which takes a
 * table for empty when it comes while a load is not yet committed.
 */
export async function analyseWhatGrew(sql: Sql): Promise<void> {
  const grown = await sql<{ name: string }[]>`
    select relname as name from pg_stat_user_tables
    where schemaname = current_schema and relname = any(${[...ANALYSED]}::text[])
      and n_mod_since_analyze > greatest(${FEW_ROWS}::int, n_live_tup / 10)`;
  // One that somebody else analyses or vacuums just now is left to them.
  for (const { name } of grown) await sql`analyze (skip_locked) ${sql(name)}`;
}
