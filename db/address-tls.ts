import { readFileSync } from 'node:fs';
import type postgres from 'postgres';

/** The URL asks for an encryption that cannot be had; the message says why. */
export class TlsFault extends Error {
  override name = 'TlsFault';
}

const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof MODES)[number];

export type Ssl = NonNullable<postgres.Options<Record<string, never>>['ssl']>;
type Setting = (name: string) => string | undefined;

/**
 * How a connection is encrypted, as libpq has it: `require` believes any certificate unless `sslrootcert` names whom to
 * believe; `verify-ca` wants one that is vouched for, `verify-full` one for this host.
 * @throws TlsFault
 */
export function tlsOf(given: Setting, host: string): Ssl {
  const mode = modeOf(given);
  // On a socket of this machine there is nobody to listen in.
  if (mode === 'disable' || host.startsWith('/')) return false;
  if (mode === 'allow' || mode === 'prefer') return 'prefer';
  const root = given('sslrootcert');
  const isVouchedFor = mode !== 'require' || root !== undefined;
  const isNamed = mode === 'verify-full' || root === 'system';
  return {
    // An address has no name for the driver to hand on, and Node would compare with “localhost”.
    host,
    rejectUnauthorized: isVouchedFor,
    ...(root && root !== 'system' && { ca: fileOf('sslrootcert', root) }),
    ...(!isNamed && { checkServerIdentity: () => undefined }),
    ...fileIn(given, 'sslcert', 'cert'),
    ...fileIn(given, 'sslkey', 'key'),
    ...(given('sslpassword') && { passphrase: given('sslpassword') }),
  };
}

function modeOf(given: Setting): Mode {
  const mode =
    given('sslmode') ?? (given('sslrootcert') === 'system' ? 'verify-full' : modeOfSwitch(given('ssl')));
  // What other drivers call it.
  if (mode === 'no-verify') return 'require';
  const known = MODES.find((one) => one === mode);
  if (!known) throw new TlsFault(`has an sslmode that is none of ${MODES.join(', ')}`);
  if (given('sslnegotiation') && given('sslnegotiation') !== 'postgres')
    throw new TlsFault('asks for an sslnegotiation that is not “postgres”, the only one here');
  return known;
}

function modeOfSwitch(ssl: string | undefined): string {
  if (ssl === undefined || ['false', '0'].includes(ssl)) return 'disable';
  return ['true', '1'].includes(ssl) ? 'verify-full' : ssl;
}

function fileIn(given: Setting, name: string, as: 'cert' | 'key'): Record<string, string> {
  const file = given(name);
  return file ? { [as]: fileOf(name, file) } : {};
}

function fileOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new TlsFault(`names a file as ${name} that cannot be read: ${file} (${code})`);
  }
}
