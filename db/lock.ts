import { connectBeside, type Queryable, type Sql } from './connection.ts';

/** Every advisory lock of the product, so that no two are the same. 7_202_613 is the audit chain's (0005_audit_chain.sql). */
export const LOCK = {
  start: 7_202_611,
  /** By account. */
  run: 7_202_612,
  /** By account. */
  closeDay: 7_202_614,
  /** By batch. */
  checkBatch: 7_202_615,
  /** By account. */
  discrepancies: 7_202_616,
  /** By export. */
  export: 7_202_618,
  /** By account. */
  feeRates: 7_202_631,
} as const;

/**
 * Does something that only one process may do at a time. The lock goes with a worker that dies, and with its session.
 * @param lock the class of the lock, and which one of it
 * @param work what is done; `lost` is aborted when the lock was lost (the server went away, say): it must end then
 * @param taken says why not, where another session holds it: it is thrown, since that one may die
 */
export async function withLock<T>(
  sql: Sql,
  name: string,
  lock: { class: number; key: number },
  work: (lost: AbortSignal) => Promise<T>,
  taken: () => Error,
): Promise<T> {
  return holding(
    sql,
    name,
    async (session) => {
      const [answer] = await session<{ got: boolean }[]>`
        select pg_try_advisory_xact_lock(${lock.class}, ${lock.key}) as got`;
      return answer?.got ?? false;
    },
    (got, lost) => (got ? work(lost) : Promise.reject(taken())),
  );
}

/** Does something that processes do one after the other: whoever comes second waits. */
export async function inTurn<T>(sql: Sql, lock: number, work: () => Promise<T>): Promise<T> {
  return holding(
    sql,
    'counterfoil start',
    async (session) => void (await session`select pg_advisory_xact_lock(${lock})`),
    work,
  );
}

// The lock is that of a transaction, which holds also where a pooler lies between: it is free as soon as that is over, not
// only when the server has noticed that a session has gone.
async function holding<Got, T>(
  sql: Sql,
  name: string,
  take: (session: Queryable) => Promise<Got>,
  work: (got: Got, lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const session = connectBeside(sql, name);
  const lost = new AbortController();
  let underWay: Promise<T> | undefined;
  try {
    return (
      await session.begin(async (transaction) => {
        await transaction`set local transaction_timeout = 0`;
        // A machine that is gone says no goodbye: the server gives its session up when a minute has passed.
        await transaction`
          select set_config('tcp_keepalives_idle', '30', true), set_config('tcp_keepalives_count', '3', true),
            set_config('tcp_keepalives_interval', '10', true)`;
        const got = await take(transaction);
        // Last, and by the simple protocol: what was read by the other keeps its snapshot until the next statement of that kind,
        // and while there is an old snapshot nothing that is deleted anywhere can be cleared away.
        await transaction`set local idle_in_transaction_session_timeout = 0`.simple();
        underWay = work(got, lost.signal);
        return { value: await underWay };
      })
    ).value as T;
  } catch (error) {
    if (!underWay) throw error;
    // Whatever ended it: the work knows how it ends itself.
    lost.abort(error);
    return await underWay;
  } finally {
    await session.end({ timeout: 1 });
  }
}
