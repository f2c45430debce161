import postgres from 'postgres';
import { readAddress } from './address.ts';

/** A pool of connections: tagged SQL, bigint for int8, Date for timestamps, columns in camelCase. */
export type Sql = postgres.Sql<{ bigint: bigint }>;
/** The pool or a transaction of it: what functions take that may run in either. */
export type Queryable = postgres.ISql<{ bigint: bigint }>;
const TEXT = { serialize: (value: unknown) => value, parse: (text: string) => text };

/** How values of the driver's own types go to the database and come back. */
const TYPES = {
  bigint: postgres.BigInt,
  // A time that is given as text stays what it is: it may have microseconds, which a Date has not.
  instant: {
    ...{ to: 1184, from: [1184] },
    serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : value),
    parse: (text: string) => new Date(text),
  },
  // A day is no instant of anybody's time zone.
  day: { ...TEXT, to: 1082, from: [1082] },
  clock: { ...TEXT, to: 1114, from: [1083, 1114] },
  json: { to: 114, from: [114], serialize: asJson, parse: (text: string): unknown => JSON.parse(text) },
  jsonb: { to: 3802, from: [3802], serialize: asJson, parse: (text: string): unknown => JSON.parse(text) },
};

// What is a text already is JSON that somebody else has written (the queue, say).
function asJson(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Names of columns alone: what stands within a json is data. */
const TRANSFORM = { column: { from: postgres.toCamel } };

const SLOWEST_RECONNECT_SECONDS = 1;

/**
 * Opens a pool on one PostgreSQL.
 * @param url `postgres://user:password@host:port/database`
 * @param options.onNotice gets the server's notices, which nobody else reads
 * @param options.isPlain leaves the names of columns as they are in the database (for the migrator, which
 * reads them so)
 * @throws AddressError
 */
export function connect(
  url: string,
  options: {
    max?: number;
    name?: string;
    onNotice?: (notice: postgres.Notice) => void;
    isPlain?: boolean;
  } = {},
): Sql {
  const { options: address, session } = readAddress(url);
  return client({
    ...address,
    max: options.max ?? 10,
    idle_timeout: 300,
    connection: { application_name: options.name ?? 'counterfoil', ...session },
    onnotice: options.onNotice ?? (() => undefined),
    backoff: reconnectSeconds,
    ...(options.isPlain && { transform: {} }),
  });
}

type ClientOptions = Omit<
  postgres.Options<Record<string, postgres.PostgresType>>,
  'host' | 'port' | 'types'
> & {
  host?: string[];
  port?: number[];
};

// The driver takes lists of hosts and ports, and IPv6 in these alone; its types know single ones.
function client(options: ClientOptions): Sql {
  const all = { transform: TRANSFORM, ...options, types: TYPES };
  return postgres(
    all as unknown as postgres.Options<Record<string, postgres.PostgresType>>,
  ) as unknown as Sql;
}

// The driver's own waits up to 20 s; a server that is back should be found at once.
function reconnectSeconds(failures: number): number {
  return (0.5 + Math.random() / 2) * Math.min(2 ** failures / 50, SLOWEST_RECONNECT_SECONDS);
}

/**
 * A session of its own on the same database, for what lives as long as a session does: a lock, a COPY. Ended,
 * or lost, it takes that with it. (A reserved connection of the pool would do, but the driver breaks the
 * process when it has been lost.)
 * @param max sessions at the most
 */
export function connectBeside(sql: Sql, name: string, max = 1): Sql {
  const { host, port, path, database, user, pass, ssl, connection, connect_timeout } = sql.options;
  const options = {
    ...(path ? { path } : { host: [...host], port: [...port] }),
    ...{
      database,
      username: user,
      ssl,
      connect_timeout,
      max,
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

// Of the driver and of the system; the server's own are the classes 08 (connection), 57P (shutting down,
// starting up) and 53 (no connection, room or memory left).
const CONNECTION_CODES = [
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
];

/**
 * Whether the database could not be reached, went away, or has run out of something: the same statement may work a moment
 * later.
 */
export function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && (CONNECTION_CODES.includes(code) || /^(08|53|57P0)/.test(code));
}
