import pino, { type DestinationStream, type Logger } from 'pino';
import { databaseErrorOf } from '#db/connection.ts';
import { redactText } from '#paymega/redact.ts';
import { scopeNow } from './observability/scope.ts';

export type Log = Logger;

const NEVER = [
  'password',
  'secret',
  'token',
  'authorization',
  'cookie',
  'apiKey',
  'body',
  'parameters',
  'args',
];

/**
 * The log: JSON lines on standard output, each with the request, job and run that it is about. What must never be logged
 * is cut out by name, at any depth that we use.
 * @param output where the lines go, if not to standard output
 */
export function createLog(level: string, output?: DestinationStream): Log {
  const paths = NEVER.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const options = {
    level,
    redact: { paths, censor: '[redacted]' },
    serializers: { err: readableError },
    base: null,
    mixin: () => ({ ...scopeNow() }),
  };
  return output ? pino(options, output) : pino(options);
}

// A database error's message may quote a row, and Drizzle's holds the parameters: code and place are enough.
function readableError(error: unknown): Record<string, unknown> {
  const fault = databaseErrorOf(error);
  if (fault) {
    const { code, constraint_name: constraint, table_name: table, routine } = fault;
    return {
      type: 'PostgresError',
      code,
      constraint,
      table,
      routine,
      stack: fault.stack?.split('\n').slice(1),
    };
  }
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const cause = error.cause === undefined ? {} : { cause: readableError(error.cause) };
  const { name, message, stack } = error;
  return { type: name, message: withoutSecrets(message), stack: withoutSecrets(stack ?? ''), ...cause };
}

// A password link is a secret in an address, and errors like to quote addresses, and what they were given.
function withoutSecrets(text: string): string {
  return redactText(text).replace(/\/password\/[\w%~.-]+/gi, '/password/:secret');
}
