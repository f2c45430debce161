import { z } from 'zod';
import { databaseErrorOf, isConnectionError } from '#db/connection.ts';
import { DatabaseTrouble } from '#db/trouble.ts';
import { VaultError } from '#identity/accounts/vault.ts';
import { FilterRefusal, type Unreadable } from '#identity/filter.ts';
import { Refusal } from '#identity/refusal.ts';
import { PaymegaError } from '#paymega/errors.ts';
import { answerProblem, problemDocument } from './problem.server.ts';

/** What stopped something, for whoever asked for it. */
type DomainError = {
  status: number;
  /** What a program decides by. */
  code: string;
  message: string;
  /** The values of an address that cannot be read. */
  unreadable?: readonly Unreadable[];
};

/** Words for the next page that this browser sees. */
export type Notice = {
  tone: 'good' | 'info' | 'warn' | 'bad';
  message: string;
  /** When something was resolved that can be undone (bulk.ts). */
  undo?: string | undefined;
};

const AWAY = 'The database cannot be reached just now. Nothing was changed; try again in a moment.';
const SEALED =
  'what is kept encrypted for this cannot be opened: an admin names its SECRET_KEY, or types the keys anew';
const RETRY_SECONDS = '5';

/**
 * What an error means for whoever asked: the one place that knows the errors of the rooms below. Null for
 * what is a fault of ours, which is told to nobody but the log.
 */
export function domainErrorOf(error: unknown): DomainError | null {
  if (error instanceof FilterRefusal) {
    const { status, code, message, unreadable } = error;
    return { status, code, message, unreadable };
  }
  if (error instanceof Refusal) return { status: error.status, code: error.code, message: error.message };
  if (error instanceof PaymegaError)
    return { status: error.fault === 'timed_out' ? 504 : 502, code: error.fault, message: error.message };
  if (error instanceof VaultError) return { status: 409, code: 'keys_unreadable', message: SEALED };
  if (error instanceof z.ZodError)
    return { status: 422, code: 'unreadable', message: z.prettifyError(error) };
  if (error instanceof DatabaseTrouble || isConnectionError(databaseErrorOf(error) ?? error))
    return { status: 503, code: 'unavailable', message: AWAY };
  return null;
}

/**
 * The error as what a route throws: for programs a problem (RFC 9457), for a page what its boundary shows,
 * for an address without a page its words.
 * @param requestId by what to ask for a failure, which a page has in the status text: an error keeps no headers
 */
export function responseOf(
  { status, code, message, unreadable }: DomainError,
  reader: 'program' | 'page' | 'address',
  requestId: string,
): Response {
  const headers: Record<string, string> = status === 503 ? { 'retry-after': RETRY_SECONDS } : {};
  if (reader === 'program')
    return answerProblem(status, problemDocument(status, code, message, unreadable), headers);
  if (reader === 'page' && unreadable) return Response.json({ unreadable }, { status, headers });
  return new Response(message, {
    status,
    // Of what is hidden and of what is not there nothing differs: only of a failure there is something to ask.
    statusText: reader === 'page' && status >= 500 ? requestId : '',
    headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  });
}

/** For `catch`: nothing in the place of what is not there. @throws any other error again */
export function nullIfMissing(error: unknown): null {
  if (domainErrorOf(error)?.status === 404) return null;
  throw error;
}

/**
 * The error as the notice of the next page.
 * @throws it again where no next page would come of it: the database is away, or something of ours broke
 */
export function noticeOf(error: unknown): Notice {
  const known = domainErrorOf(error);
  if (known === null || known.status === 503) throw error;
  return { tone: 'bad', message: known.message };
}
