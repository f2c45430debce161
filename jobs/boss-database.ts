import { setTimeout as after } from 'node:timers/promises';
import type { Db as BossDatabase } from 'pg-boss';
import { isConnectionError, type Queryable, type Sql } from '#db/connection.ts';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/**
 * pg-boss on our own pool and driver, or inside a transaction of ours: what is sent there is gone with its rollback.
 * pg-boss's own scripts (several statements, BEGIN to COMMIT) need one connection from beginning to end.
 *
 * While the database is away (a restart, say) the pool's statements wait for it: pg-boss does not await the end of a job,
 * so that a failure there would end the process. All that it does may be done twice.
 */
export function bossDatabase(sql: Queryable): BossDatabase & { idle(): Promise<void> } {
  const underWay = new Set<Promise<unknown>>();
  return {
    /** Ends when no statement is under way, nor one that follows from it at once. */
    async idle() {
      do {
        await Promise.allSettled(underWay);
        await new Promise(setImmediate);
      } while (underWay.size > 0);
    },
    async executeSql(text: string, values: unknown[] = []) {
      // pg-boss leaves out what it has no value for; its own driver takes that for null.
      const bound = values.map((value) => (value === undefined ? null : value));
      const work =
        'reserve' in sql ? patiently(() => onPool(sql as Sql, text, bound)) : run(sql, text, bound);
      const statement = Promise.resolve(work);
      underWay.add(statement);
      const rows = await statement.finally(() => underWay.delete(statement));
      return { rows: [...rows], rowCount: rows.count };
    },
  };
}

function onPool(sql: Sql, text: string, values: unknown[]) {
  const isScript = values.length === 0 && /\bBEGIN\b/i.test(text);
  return isScript ? script(sql, text) : run(sql, text, values);
}

function run(sql: Queryable, text: string, values: unknown[]) {
  return sql.unsafe(text, values as Parameters<Queryable['unsafe']>[1]);
}

async function script(sql: Sql, text: string) {
  const connection = await sql.reserve();
  try {
    return await connection.unsafe(text);
  } finally {
    connection.release();
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionError(error) || Date.now() > deadline) throw error;
      await after(PAUSE_MS);
    }
  }
}
