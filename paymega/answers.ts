import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got, HTTPError, type OptionsOfTextResponseBody, RequestError, TimeoutError } from 'got';
import { atMost } from './answer-size.ts';
import { PaymegaError, type PaymegaFault } from './errors.ts';
import type { CallObserver } from './observed.ts';
import { withoutOwnSecrets } from './own-secrets.ts';
import { publicAgents } from './public-agents.ts';
import { NoDocument, withoutMark } from './resource.ts';

/** How to reach an account's private API, and how patiently. */
export type PrivateApiSettings = {
  /** Base URL, without the closing slash. */
  url: string;
  accountId: string;
  apiKey: string;
  /** Whether it may lie at public addresses alone: somebody typed it. */
  isPublicOnly?: boolean;
  /**
   * Further secrets of the account, as they are now: Paymega's words of an error are kept, and may quote
   * them.
   */
  secrets?: () => readonly string[];
  /** Where the services of an order are asked for; the document names the step, and its path is *assumed*. */
  preRequestPath?: string | undefined;
  /** Calls under way at once. */
  concurrency?: number;
  /** Calls begun in one second, over all who use this client. */
  perSecond?: number;
  /** How long one attempt may take before it counts as unanswered. */
  timeoutSeconds?: number;
  /** Told after each call, with its retries, how it went. */
  observe?: CallObserver | undefined;
  /** Attempts after the first, on 429, 5xx, network failures and answers that cannot be read. */
  retries?: number;
};

/**
 * Makes something of the text of an answer, which came from this address. @throws NoDocument where it cannot
 */
export type Reader<T> = (text: string, url: URL) => T;

type Answer = { statusCode: number; body: unknown; requestUrl: URL };
type Context = { read: (answer: Answer) => void };

const MAX_RETRY_AFTER_MS = 60_000;
const UNREADABLE = 'ERR_UNREADABLE_ANSWER';
const NO_CONTENT = 204;
const NOTHING_LISTED = '{"data":[]}';
// What breaks off halfway, beside what got takes for it: a body that cannot be unpacked, or that is no HTTP.
const BROKEN_OFF = [
  ...['Z_BUF_ERROR', 'Z_DATA_ERROR', 'ECONNABORTED', 'EHOSTUNREACH', 'ERR_STREAM_PREMATURE_CLOSE'],
  ...['HPE_INVALID_CHUNK_SIZE', 'HPE_INVALID_CONSTANT', 'HPE_INVALID_EOF_STATE', 'HPE_INVALID_HEADER_TOKEN'],
];

/** HTTP with our key, to one base address: agents, time-outs, and what is tried again, when and how often. */
export function httpClient(settings: PrivateApiSettings, base: URL): Got {
  const seconds = settings.timeoutSeconds ?? 20;
  const agents = { keepAlive: true, maxSockets: settings.concurrency ?? 4 };
  return got.extend({
    prefixUrl: base,
    username: settings.accountId,
    password: settings.apiKey,
    agent: settings.isPublicOnly
      ? publicAgents(agents)
      : { http: new HttpAgent(agents), https: new HttpsAgent(agents) },
    headers: { accept: 'application/vnd.api+json, application/json', 'user-agent': 'counterfoil' },
    followRedirect: false,
    timeout: { connect: 10_000, request: seconds * 1000 },
    retry: {
      limit: settings.retries ?? 4,
      methods: ['GET'],
      statusCodes: [408, 429, 500, 502, 503, 504],
      errorCodes: [...(got.defaults.options.retry.errorCodes ?? []), ...BROKEN_OFF, UNREADABLE],
      maxRetryAfter: MAX_RETRY_AFTER_MS,
      // computedValue is 0 where the attempts are used up, else the back-off or what Retry-After asked for.
      // Jitter only adds: Retry-After is a least time.
      calculateDelay: ({ computedValue }) => computedValue * (1 + Math.random() / 2),
    },
    // Read while it can still be asked for again: an answer that cannot be read counts as an attempt, like a
    // 500.
    hooks: {
      afterResponse: [
        (answer) => {
          (answer.request.options.context as Context).read(answer);
          return answer;
        },
      ],
    },
  });
}

/**
 * One call, and what `read` makes of its answer.
 * @param secrets what is hidden where Paymega's words quote it
 * @throws PaymegaError
 */
export async function readAnswer<T>(
  client: Got,
  secrets: () => readonly string[],
  read: Reader<T>,
  path: string | URL,
  options: OptionsOfTextResponseBody,
  signal?: AbortSignal,
): Promise<T> {
  // got wants either a prefix and a path, or a whole URL without one.
  const target = path instanceof URL ? { ...options, prefixUrl: '' } : options;
  const made: T[] = [];
  const faults: unknown[] = [];
  const keep = (answer: Answer) => {
    try {
      if (isReadable(answer)) made.push(madeOf(read, answer));
    } catch (error) {
      if (!(error instanceof PaymegaError)) faults.push(error);
      throw error;
    }
  };
  try {
    const context: Context = { read: keep };
    await atMost(
      client(path, { ...target, ...(signal && { signal }), context, responseType: 'text' as const }),
    );
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    // A fault of ours while it was read is no word about the network.
    if (faults.length > 0) throw faults[0];
    throw asPaymegaError(error, secrets());
  }
  return made[0] as T;
}

/**
 * Whether an answer is to be read, and no error that Paymega tells. @throws PaymegaError where it is neither
 */
function isReadable({ statusCode, body }: Answer): boolean {
  // A proxy's page, say: only Paymega itself can say that it does not know an invoice.
  if (statusCode === 404 && errorDetail(body) === null)
    throw unreadable('Paymega’s 404 is not one of its own answers');
  if (statusCode >= 400) return false;
  if (statusCode >= 300) throw unreadable('Paymega answered with a redirect', statusCode);
  return true;
}

function madeOf<T>(read: Reader<T>, { statusCode, body, requestUrl }: Answer): T {
  try {
    // got writes our key into the address.
    const address = Object.assign(new URL(requestUrl), { username: '', password: '' });
    return read(statusCode === NO_CONTENT ? NOTHING_LISTED : String(body), address);
  } catch (error) {
    if (error instanceof NoDocument) throw unreadable(`Paymega's answer: ${error.message}`);
    throw error;
  }
}

function unreadable(message: string, status: number | null = null): PaymegaError {
  return Object.assign(new PaymegaError('unreadable', message, status), { code: UNREADABLE });
}

function asPaymegaError(error: unknown, secrets: readonly string[]): unknown {
  if (error instanceof HTTPError) {
    const { statusCode, body } = error.response;
    const message = `Paymega answered ${statusCode}${withoutOwnSecrets(errorDetail(body) ?? '', secrets)}`;
    return new PaymegaError(faultOf(statusCode), message, statusCode);
  }
  if (error instanceof TimeoutError) return new PaymegaError('timed_out', 'Paymega did not answer in time');
  if (error instanceof RequestError) {
    // Thrown while the answer was read.
    if (error.cause instanceof PaymegaError) return error.cause;
    return new PaymegaError('unreachable', `Paymega could not be reached (${error.code})`, null);
  }
  return error;
}

function faultOf(status: number): PaymegaFault {
  if (status === 401) return 'unauthorised';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'rate_limited';
  return status >= 500 ? 'server_error' : 'invalid';
}

/** Platform errors are `{"errors":[{"title","detail"}]}`; null for anything else (HTML of a proxy, say). */
function errorDetail(body: unknown): string | null {
  try {
    const { errors } = JSON.parse(withoutMark(String(body))) as { errors?: unknown };
    if (!Array.isArray(errors)) return null;
    const [first] = errors as { title?: unknown; detail?: unknown }[];
    const detail = first?.detail ?? first?.title;
    return typeof detail === 'string' ? `: ${detail}` : '';
  } catch {
    return null;
  }
}
