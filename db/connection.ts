import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

const BIGINT = { bigint: postgres.BigInt };

/** A pool of connections: tagged SQL, bigint for int8, Date for timestamps. */
export type Sql = postgres.Sql<{ bigint: bigint }>;
/** The pool or a transaction of it: what functions take that may run in either. */
export type Queryable = postgres.ISql<{ bigint: bigint }>;
/**
 * A tag that makes a part of a statement: bound parameters (fragments of a connection) or quoted literals (literal.ts).
 * A filter that is written for a tag serves a list and its COPY alike.
 */
export type Tag<Fragment> = (
  strings: TemplateStringsArray,
  ...values: readonly (string | number | bigint | boolean | null | Fragment)[]
) => Fragment;

/** The tag of a connection as a Tag: parts with bound parameters. */
export function fragments(sql: Queryable): Tag<postgres.PendingQuery<postgres.Row[]>> {
  return (strings, ...values) => sql(strings, ...values);
}

export type Db = PostgresJsDatabase;

const TIMESTAMPTZ = 1184;
const JSON_TYPES = [114, 3802];
const ARRAYS_OF_TIMES_AND_NUMERICS = [1115, 1182, 1185, 1231];

/**
 * Opens a pool on one PostgreSQL.
 * @param url `postgres://user:password@host:port/database`
 * @param options.onNotice gets the server's notices, which nobody else reads
 */
export function connect(
  url: string,
  options: { max?: number; name?: string; onNotice?: (notice: postgres.Notice) => void } = {},
): { sql: Sql; db: Db } {
  const sql = postgres(url, {
    max: options.max ?? 10,
    types: BIGINT,
    connect_timeout: 10,
    idle_timeout: 300,
    connection: { application_name: options.name ?? 'counterfoil' },
    onnotice: options.onNotice ?? (() => undefined),
  }) as Sql;
  const db = drizzle(sql);
  // drizzle() turns the client's timestamps into strings, takes its arrays of them away and refuses objects for json:
  // all set right again, so that its builder, our statements and the queue agree.
  sql.options.parsers[TIMESTAMPTZ] = (text: string) => new Date(text);
  sql.options.serializers[TIMESTAMPTZ] = (value: unknown) =>
    value instanceof Date ? value.toISOString() : value;
  for (const type of ARRAYS_OF_TIMES_AND_NUMERICS) {
    delete sql.options.parsers[type];
    delete sql.options.serializers[type];
  }
  for (const type of JSON_TYPES) {
    sql.options.serializers[type] = (value: unknown) =>
      typeof value === 'string' ? value : JSON.stringify(value);
  }
  return { sql, db };
}

/**
 * A session of its own on the same database, for what lives as long as a session does: a lock. Ended, or lost, it takes the
 * lock with it. (A reserved connection of the pool would do, but the driver breaks the process when it has been lost.)
 */
export function connectBeside(sql: Sql, name: string): postgres.Sql {
  const { host, port, database, user, pass, ssl } = sql.options;
  const options: postgres.Options<Record<string, never>> = {
    host: host[0] ?? 'localhost',
    port: port[0] ?? 5432,
    ...{ database, username: user, ssl },
    max: 1,
    connection: { application_name: name },
    onnotice: () => undefined,
  };
  if (pass) options.password = pass;
  return postgres(options);
}

/** The database's own error, also where Drizzle has wrapped it; undefined for any other. */
export function databaseErrorOf(error: unknown): postgres.PostgresError | undefined {
  if (!(error instanceof Error)) return undefined;
  return error instanceof postgres.PostgresError ? error : databaseErrorOf(error.cause);
}

// Of the driver and of the system; the server's own are the classes 08 (connection) and 57P (shutting down, starting up).
const CONNECTION_CODES = [
  'CONNECTION_CLOSED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
];

/** Whether the database could not be reached, or went away: the same statement may work a moment later. */
export function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (CONNECTION_CODES.includes(code) || /^(08|57P0)/.test(code));
}

/**
 * Does something that only one session of all processes may do at a time. The lock is the session's own: it goes with a
 * worker that dies. It is free when this ends: the server may notice only later that the session has closed.
 * @param lock the class of the lock, and which one of it
 * @param otherwise what is done where another session holds it
 */
export async function withSessionLock<T>(
  sql: Sql,
  name: string,
  lock: { class: number; key: number },
  work: () => Promise<T>,
  otherwise: () => T,
): Promise<T> {
  const session = connectBeside(sql, name);
  try {
    const [answer] = await session<{ got: boolean }[]>`
      select pg_try_advisory_lock(${lock.class}, ${lock.key}) as got`;
    if (!answer?.got) return otherwise();
    try {
      return await work();
    } finally {
      await unlock(session, lock);
    }
  } finally {
    await session.end({ timeout: 0 });
  }
}

async function unlock(session: postgres.Sql, lock: { class: number; key: number }): Promise<void> {
  try {
    await session`select pg_advisory_unlock(${lock.class}, ${lock.key})`;
  } catch (error) {
    // A session that was lost has taken its lock with it.
    if (!isConnectionError(error)) throw error;
  }
}
