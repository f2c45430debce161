import { type Ssl, TlsFault, tlsOf } from './address-tls.ts';

/** The address of a database cannot be used; the message says why in a few words, without a password. */
export class AddressError extends Error {
  override name = 'AddressError';
}

/** Where a database is and how it is spoken to, as its URL says. */
export type Address = {
  options: {
    host?: string[];
    port?: number[];
    path?: string;
    database?: string;
    username?: string;
    password?: string;
    ssl: Ssl;
    prepare: boolean;
    connect_timeout: number;
  };
  /** What each session begins with. */
  session: Record<string, string>;
  /** What the URL names and is not heeded: one sentence each. */
  notes: string[];
};

// Whatever the server, the role or the database has set: what we read and write does not change with it.
const SESSION = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
};
// A pooler (pgbouncer) refuses a session that begins with these.
const SESSION_WITHOUT_POOLER = {
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: '1',
  default_transaction_isolation: 'read committed',
};

const DEFAULT_PORT = 5432;
const CONNECT_SECONDS = 10;
/** Parameters of a URL that stand for a part of it. */
const PARTS = ['host', 'port', 'user', 'password', 'dbname', 'database'] as const;
const TLS = ['ssl', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'sslpassword', 'sslnegotiation'];
/** What goes on to the server as it stands. */
const FOR_THE_SERVER = [
  ...['application_name', 'options', 'statement_timeout', 'lock_timeout', 'transaction_timeout'],
  ...['idle_in_transaction_session_timeout', 'idle_session_timeout'],
];
/** Values by which a parameter asks for what is so anyway. */
const NOTHING_ASKED: Readonly<Record<string, readonly string[]>> = {
  ...{ channel_binding: ['prefer', 'disable'], gssencmode: ['prefer', 'disable'], schema: ['public'] },
  ...{ target_session_attrs: ['any', 'read-write', 'primary'], client_encoding: ['utf8', 'UTF8', 'auto'] },
  ...{ sslcompression: ['0'], sslsni: ['1'], uselibpqcompat: ['true'], keepalives: ['1'] },
};
const WHY: Readonly<Record<string, string>> = {
  channel_binding: 'the driver has no channel binding; the password is still proven, not told (SCRAM)',
  schema: 'all tables lie in the schema public',
};

/**
 * Reads `postgres://user:password@host:port/database?…` as libpq does: IPv6 in brackets, a folder of a socket as `host`,
 * sslmode with its files. What is unknown here is left out with a note, never sent to the server.
 * @throws AddressError
 */
export function readAddress(written: string): Address {
  // “user:password@/database” is this machine, or the host of the parameters.
  const text = written.replace(/^(\w+:\/\/[^/?#@]*@)(?=[/?]|$)/, '$1localhost');
  if (!/^postgres(ql)?:\/\//.test(text)) throw new AddressError('must be a postgres:// URL');
  if (!URL.canParse(text)) {
    throw new AddressError(
      'is no URL that can be read; in its password, # / ? @ : and % are written %23 %2F %3F %40 %3A and %25',
    );
  }
  const url = new URL(text);
  const given = (name: string) => url.searchParams.get(name) || undefined;
  const host = given('host') ?? (bare(decoded(url.hostname)) || 'localhost');
  const port = portOf(given('port') ?? url.port);
  const username = given('user') ?? decoded(url.username);
  const password = given('password') ?? decoded(url.password);
  const database = given('dbname') ?? given('database') ?? decoded(url.pathname.slice(1));
  const isPooled = ['true', '1'].includes(given('pgbouncer') ?? '');
  const forServer = FOR_THE_SERVER.flatMap((name) => {
    const value = given(name);
    return value ? [[name, value] as const] : [];
  });
  return {
    options: {
      ...(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host: [host], port: [port] }),
      ...(username && { username }),
      ...(password && { password }),
      ...(database && { database }),
      ssl: tlsOrFault(given, host),
      prepare: !isPooled,
      connect_timeout: secondsOf(given('connect_timeout')),
    },
    session: {
      ...SESSION,
      ...(!isPooled && SESSION_WITHOUT_POOLER),
      ...Object.fromEntries(forServer),
    },
    notes: notesOn(url.searchParams),
  };
}

function notesOn(params: URLSearchParams): string[] {
  const known = new Set<string>([...PARTS, ...TLS, ...FOR_THE_SERVER, 'pgbouncer', 'connect_timeout']);
  return [...new Set(params.keys())].flatMap((name) => {
    const value = params.get(name) ?? '';
    if (known.has(name) || value === '' || NOTHING_ASKED[name]?.includes(value)) return [];
    const named = name in NOTHING_ASKED ? `${name}=${value}` : name;
    return [`${named} in DATABASE_URL is ignored: ${WHY[name] ?? 'it means nothing here'}`];
  });
}

function tlsOrFault(given: (name: string) => string | undefined, host: string) {
  try {
    return tlsOf(given, host);
  } catch (error) {
    if (error instanceof TlsFault) throw new AddressError(error.message);
    throw error;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AddressError('has a % that is not one of an escape: write %25 for it');
  }
}

/** `[::1]` as a socket wants it. */
export function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

function portOf(text: string): number {
  const port = Number(text || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new AddressError('has a port that is none');
  return port;
}

// As libpq has it: 0 waits for ever, which nobody here may.
function secondsOf(text: string | undefined): number {
  const seconds = Number(text ?? CONNECT_SECONDS);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 600)
    throw new AddressError('has a connect_timeout that is no number of seconds from 1 to 600');
  return seconds || CONNECT_SECONDS;
}
