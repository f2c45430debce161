import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { readAddress } from './address.ts';

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

const SLOWEST_RECONNECT_SECONDS = 1;

/**
 * Opens a pool on one PostgreSQL.
 * @param url `postgres://user:password@host:port/database`
 * @param options.onNotice gets the server's notices, which nobody else reads
 * @throws AddressError
 */
export function connect(
  url: string,
  options: { max?: number; name?: string; onNotice?: (notice: postgres.Notice) => void } = {},
): { sql: Sql; db: Db } {
  const { options: address, session } = readAddress(url);
  const sql = client({
    ...address,
    max: options.max ?? 10,
    types: BIGINT,
    idle_timeout: 300,
    connection: { application_name: options.name ?? 'counterfoil', ...session },
    onnotice: options.onNotice ?? (() => undefined),
    backoff: reconnectSeconds,
  });
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

type ClientOptions = Omit<postgres.Options<{ bigint: typeof BIGINT.bigint }>, 'host' | 'port'> & {
  host?: string[];
  port?: number[];
};

// The driver takes lists of hosts and ports, and IPv6 in these alone; its types know single ones.
function client(options: ClientOptions): Sql {
  return postgres(options as unknown as postgres.Options<{ bigint: typeof BIGINT.bigint }>) as Sql;
}

// The driver's own waits up to 20 s; a server that is back should be found at once.
function reconnectSeconds(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(2 ** failures / 50, SLOWEST_RECONNECT_SECONDS);
}

/**
 * A session of its own on the same database, for what lives as long as a session does: a lock, a COPY. Ended, or lost, it
 * takes that with it. (A reserved connection of the pool would do, but the driver breaks the process when it has been lost.)
 */
export function connectBeside(sql: Sql, name: string): Sql {
  const { host, port, path, database, user, pass, ssl, connection, connect_timeout } = sql.options;
  const options = {
    ...(path ? { path } : { host: [...host], port: [...port] }),
    ...{
      types: BIGINT,
      database,
      username: user,
      ssl,
      connect_timeout,
      max: 1,
      prepare: sql.options.prepare,
    },
    connection: { ...connection, application_name: name },
    onnotice: () => undefined,
    backoff: reconnectSeconds,
  };
  return client(pass ? { ...options, password: pass } : options);
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
