import type { Got, OptionsOfTextResponseBody } from 'got';
import { RequestError, TimeoutError } from 'got';
import { atMost } from './answer-size.ts';
import { PaymegaError, type PaymegaFault } from './errors.ts';
import { foreignText, storable } from './foreign-text.ts';
import { withoutOwnSecrets } from './own-secrets.ts';
import { redact } from './redact.ts';

/** One call and its answer, as they may be kept and shown: without keys, tokens and numbers of cards. */
export type Exchange = {
  method: 'GET' | 'POST';
  url: string;
  /** Null where nothing was sent but the address. */
  requestBody: string | null;
  /** Null where no answer came, or none to its end. */
  status: number | null;
  answerBody: string | null;
  /** Why there is no answer. It says nothing about what the other side has done. */
  failure: { fault: PaymegaFault; message: string } | null;
  startedAt: Date;
  tookMs: number;
};

/** An exchange with the answer as it came, which is to be read and never to be kept. */
export type Exchanged = { exchange: Exchange; text: string | null };

type Call = { method: 'GET' | 'POST'; path: string; body?: string; headers?: Record<string, string> };

const MOST_ANSWER_BYTES = 1024 * 1024;
const MOST_KEPT_CHARACTERS = 64 * 1024;

/**
 * Makes one call, once: what is sent may cost money, and a lost answer says nothing.
 * @param who as whom messages name the other side
 * @param secrets what is hidden wherever it is quoted
 * @throws whatever ended it from our side (the signal); never for an answer, or for want of one
 */
export async function exchange(
  client: Got,
  who: string,
  secrets: readonly string[],
  { method, path, body, headers }: Call,
  options: OptionsOfTextResponseBody = {},
  signal?: AbortSignal,
): Promise<Exchanged> {
  const startedAt = new Date();
  const began = performance.now();
  const kept = (text: string) => keepable(text, secrets);
  const done = (answer: Pick<Exchange, 'status' | 'answerBody' | 'failure'>): Exchange => ({
    ...{ method, url: '', requestBody: body === undefined ? null : kept(body), ...answer, startedAt },
    tookMs: Math.round(performance.now() - began),
  });
  const base = String(client.defaults.options.prefixUrl);
  const url = withoutOwnSecrets(`${base}${path}`, secrets);
  try {
    const asked = client(path, {
      ...options,
      method,
      ...(body !== undefined && { body }),
      ...(headers && { headers }),
      ...(signal && { signal }),
      responseType: 'text',
      throwHttpErrors: false,
      retry: { limit: 0 },
    });
    const { statusCode, body: text } = await atMost(asked, MOST_ANSWER_BYTES);
    return {
      exchange: { ...done({ status: statusCode, answerBody: kept(text), failure: null }), url },
      text,
    };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    return {
      exchange: { ...done({ status: null, answerBody: null, failure: failureOf(error, who) }), url },
      text: null,
    };
  }
}

function failureOf(error: unknown, who: string): Exchange['failure'] {
  if (error instanceof PaymegaError) return { fault: error.fault, message: error.message };
  if (error instanceof TimeoutError) return { fault: 'timed_out', message: `${who} did not answer in time` };
  if (!(error instanceof RequestError)) throw error;
  const message = NEVER_REACHED.has(error.code)
    ? `${who} could not be reached (${error.code})`
    : `the connection to ${who} broke off before the answer was complete (${error.code})`;
  return { fault: 'unreachable', message };
}

// The call had not begun to be sent.
const NEVER_REACHED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A body as it may be kept: without secrets, cut after they were taken out, and any database's text. */
export function keepable(text: string, secrets: readonly string[] = []): string {
  const redacted = storable(withoutOwnSecrets(redact(text), secrets));
  return redacted.length > MOST_KEPT_CHARACTERS ? `${redacted.slice(0, MOST_KEPT_CHARACTERS)}…` : redacted;
}

/** Why an exchange brought no answer that can be acted upon, in words. */
export function failureText(who: string, { failure, status }: Exchange): string {
  return foreignText(failure?.message ?? `${who} answered ${status}`);
}
