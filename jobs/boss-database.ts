import type { Db as BossDatabase } from 'pg-boss';
import type { Queryable, Sql } from '#db/connection.ts';

/**
 * pg-boss on our own pool and driver, or inside a transaction of ours: what is sent there is gone with its rollback.
 * pg-boss's own scripts (several statements, BEGIN to COMMIT) need one connection from beginning to end.
 */
export function bossDatabase(sql: Queryable): BossDatabase {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      // pg-boss leaves out what it has no value for; its own driver takes that for null.
      const bound = values.map((value) => (value === undefined ? null : value));
      const isScript = values.length === 0 && /\bBEGIN\b/i.test(text);
      const rows = await (isScript && 'reserve' in sql
        ? script(sql as Sql, text)
        : sql.unsafe(text, bound as Parameters<Queryable['unsafe']>[1]));
      return { rows: [...rows], rowCount: rows.count };
    },
  };
}

async function script(sql: Sql, text: string) {
  const connection = await sql.reserve();
  try {
    return await connection.unsafe(text);
  } finally {
    connection.release();
  }
}
