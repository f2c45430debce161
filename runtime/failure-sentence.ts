import { isConnectionError } from '#db/connection.ts';
import { DatabaseTrouble } from '#db/trouble.ts';
import { VaultError } from '#identity/accounts/vault.ts';
import { Refusal } from '#identity/refusal.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { ConfigError } from './config.ts';

const FOR_PEOPLE = [Refusal, ConfigError, PaymegaError, VaultError, DatabaseTrouble];

type SystemError = { code?: unknown; syscall?: unknown; path?: unknown; port?: unknown; address?: unknown };

/** What whoever runs this can mend, in one sentence; null for a fault of ours, which is to be seen whole. */
export function failureSentence(error: unknown): string | null {
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return (error as Error).message;
  const { code, syscall, path, port, address } = error as SystemError;
  if (code === 'EPIPE') return 'Whoever read what is written here has gone: not all of it was written.';
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return listenSentence({ code, port, address, error });
  if (typeof path === 'string' && typeof syscall === 'string')
    return `${path} cannot be used (${String(code)} on ${syscall}): see that it is there, is ours and has room.`;
  if (isConnectionError(error))
    return `The database went away (${String(code)}) before all was done: what was done is kept, run it again.`;
  return null;
}

type Listening = { code: unknown; port: unknown; address: unknown; error: unknown };

function listenSentence({ code, port, address, error }: Listening): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${String(port)} is taken: set PORT to a free one, or stop what listens there.`;
    case 'EACCES':
      return `Port ${String(port)} is not for this user to listen on: set PORT to one above 1023.`;
    default:
      return `It cannot listen on HOST (${String(address ?? (error as Error).message)}, ${String(code)}): set it to an address of this machine.`;
  }
}

/** Where a closed pipe must not end the process in a stack trace: what goes wrong with an output is told to `tell`. */
export function onBrokenOutput(tell: (error: NodeJS.ErrnoException) => void): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', tell);
}
