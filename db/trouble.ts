import postgres from 'postgres';
import { AddressError, readAddress } from './address.ts';

/** The database cannot be used as it is; the message is for whom runs this, in one sentence. */
export class DatabaseTrouble extends Error {
  override name = 'DatabaseTrouble';
}

/**
 * What keeps us from the database, in one sentence; null where the error is none of that.
 * @param url of the database, for what the sentence names; its password is not among that
 */
export function databaseTrouble(error: unknown, url: string): string | null {
  if (error instanceof AddressError) return `DATABASE_URL ${error.message}.`;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return null;
  const where = placeOf(url);
  if (error instanceof postgres.PostgresError) return refused(error, where);
  return unreached(code, error as Error, where);
}

type Place = { at: string; user: string; database: string; isEncrypted: boolean };

function placeOf(url: string): Place {
  const { host, port, path, username, database, ssl } = readAddress(url).options;
  const at = path ?? `${String(host)}:${String(port)}`;
  return { at, user: username ?? 'nobody', database: database ?? username ?? '', isEncrypted: ssl !== false };
}

function refused({ code, message }: postgres.PostgresError, { at, user, database }: Place): string {
  switch (code) {
    case '28P01':
      return `The database at ${at} refuses the password of “${user}”: set the right one in DATABASE_URL.`;
    case '28000':
      return `The database at ${at} does not let “${user}” in (${message}): mend DATABASE_URL or pg_hba.conf.`;
    case '3D000':
      return `There is no database “${database}” at ${at}: create it, or name another one in DATABASE_URL.`;
    case '42501':
      return `“${user}” may not create what is needed in the database “${database}” (${message}): name its owner in MIGRATION_DATABASE_URL, or make “${user}” the owner.`;
    case '25006':
      return `The database “${database}” at ${at} only lets itself be read: name the primary in DATABASE_URL.`;
    case '53300':
      return `The database at ${at} has no connection left (${message}): raise max_connections.`;
    case '57P03':
      return `The database at ${at} is not ready (${message}): try again in a moment.`;
    case '08P01':
      return `What answers at ${at} does not take this session (${message}): where it is a pooler, add pgbouncer=true to DATABASE_URL.`;
    default:
      return `The database at ${at} says: ${message} (${code}).`;
  }
}

const UNREACHED: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  CONNECTION_CLOSED: 'it closed the connection',
  CONNECT_TIMEOUT: 'no answer in time',
  ETIMEDOUT: 'no answer in time',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ENOENT: 'there is no such socket',
  EACCES: 'the socket is not for us',
  EPIPE: 'it closed the connection',
};
const MEND = 'start it, or set another DATABASE_URL';

function unreached(code: string, { message }: Error, { at, isEncrypted }: Place): string | null {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `The host of the database ${at} is not known (${code}): mend DATABASE_URL.`;
  if (isEncrypted && isOfTls(code))
    return `The encrypted connection to the database at ${at} failed (${message}): mend sslmode or sslrootcert in DATABASE_URL.`;
  if (code === 'ECONNRESET')
    return `The database at ${at} cannot be reached (it closed the connection): ${MEND}.`;
  const why = UNREACHED[code];
  return why ? `The database at ${at} cannot be reached (${code}: ${why}): ${MEND}.` : null;
}

// What is no TLS at all ends a handshake in a reset.
function isOfTls(code: string): boolean {
  return /CERT|SSL|TLS|ECONNRESET|SELF_SIGNED|ISSUER|UNABLE_TO/.test(code);
}
