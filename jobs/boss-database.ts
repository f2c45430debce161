import type { Db as BossDatabase } from 'pg-boss';
import { connectBeside, type Queryable, type Sql } from '#db/connection.ts';
import { patiently } from '#db/patience.ts';

const PATIENCE_AT_THE_END_MS = 10_000;

/**
 * pg-boss on our own pool and driver, or inside a transaction of ours: what is sent there is gone with its rollback.
 * pg-boss's own scripts (several statements, BEGIN to COMMIT) need one connection from beginning to end.
 *
 * While the database is away (a restart, say) statements wait for it: pg-boss does not await the end of a job, so that a
 * failure there would end the process. All that it does by itself may be done twice.
 * @param patienceMs how long; 0 where somebody waits for the answer
 */
export function bossDatabase(
  sql: Queryable,
  patienceMs: number,
): BossDatabase & { idle(): Promise<void>; hurry(): void } {
  const underWay = new Set<Promise<unknown>>();
  let lastMoment = Number.POSITIVE_INFINITY;
  return {
    /** Waits no longer than a moment for a database that is away: the process is to end. */
    hurry() {
      lastMoment = Date.now() + PATIENCE_AT_THE_END_MS;
    },
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
      const deadline = Date.now() + patienceMs;
      const work = patiently(
        async () => onSession(sql, text, bound),
        () => Math.min(deadline, lastMoment),
      );
      const statement = Promise.resolve(work);
      underWay.add(statement);
      const rows = await statement.finally(() => underWay.delete(statement));
      return { rows: [...rows], rowCount: rows.count };
    },
  };
}

function onSession(sql: Queryable, text: string, values: unknown[]) {
  const isScript = values.length === 0 && /\bBEGIN\b/i.test(text);
  if (isScript && 'reserve' in sql) return script(sql as Sql, text);
  return sql.unsafe(text, values as Parameters<Queryable['unsafe']>[1]);
}

// Not on a reserved connection of the pool: released after it was lost, it would be handed out as if it lived.
async function script(sql: Sql, text: string) {
  const session = connectBeside(sql, 'counterfoil queue');
  try {
    return await session.unsafe(text);
  } finally {
    await session.end({ timeout: 1 });
  }
}
