import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got, HTTPError, type OptionsOfTextResponseBody, RequestError, TimeoutError } from 'got';
import PQueue from 'p-queue';
import { PaymegaError, type PaymegaFault } from './errors.ts';
import { publicAgents } from './public-agents.ts';
import {
  NoDocument,
  type Resource,
  type ResourceList,
  readResource,
  readResources,
  textOf,
} from './resource.ts';

export type PrivateApiSettings = {
  /** Base URL, without the closing slash. */
  url: string;
  accountId: string;
  apiKey: string;
  /** Whether it may lie at public addresses alone: somebody typed it. */
  isPublicOnly?: boolean;
  /** Calls under way at once. */
  concurrency?: number;
  /** Calls begun in one second, over all who use this client. */
  perSecond?: number;
  /** How long one attempt may take before it counts as unanswered. */
  timeoutSeconds?: number;
  /** Attempts after the first, on 429, 5xx and network failures. */
  retries?: number;
};

/** What one page of a list holds; `next` is null on the last one, undefined where the server does not say. */
export type Page = { resources: Resource[]; next: string | null | undefined; total: number | null };

export type CreateAttributes = {
  reference_id: string;
  description: string;
  currency: string;
  /** The amount as the decimal numeral to be written into the JSON, e.g. `3.33`. */
  amount: string;
  service: string;
  return_url: string;
  callback_url: string;
  test_mode: boolean;
  metadata?: Record<string, string>;
};

/** Created (unix seconds, both ends inclusive), and the page to read. */
export type PageQuery = { from: number; to: number; number: number; size: number };

export type PrivateApi = ReturnType<typeof createPrivateApi>;

const MAX_RETRY_AFTER_MS = 60_000;

/**
 * Client of Paymega's private API: HTTP Basic, keep-alive, time-outs, bounded concurrency and rate, retries with
 * back-off and jitter on 429, 5xx and network failures, `Retry-After` honoured, redirects never followed.
 * Every method throws PaymegaError; none of them is evidence about an invoice except `invoice` → null (404).
 */
export function createPrivateApi(settings: PrivateApiSettings) {
  const base = new URL(`${settings.url.replace(/\/+$/, '')}/`);
  const perSecond = settings.perSecond ?? 20;
  const queue = new PQueue({
    concurrency: settings.concurrency ?? 4,
    interval: 1000,
    intervalCap: perSecond,
  });
  const client = httpClient(settings, base);

  const call = (
    path: string | URL,
    options: OptionsOfTextResponseBody = {},
    signal?: AbortSignal,
  ): Promise<string> => queue.add(() => answerText(client, path, options, signal), signal ? { signal } : {});

  return {
    /** Calls begun in one second at the most. */
    perSecond,
    /** One invoice by id; null where Paymega says 404: it does not know it. */
    async invoice(id: string, signal?: AbortSignal): Promise<Resource | null> {
      try {
        const text = await call(`payment-invoices/${encodeURIComponent(id)}`, {}, signal);
        return readAnswer(() => readResource(text));
      } catch (error) {
        if (error instanceof PaymegaError && error.status === 404) return null;
        throw error;
      }
    },

    /** All invoices that bear this reference of ours; the answers' references are compared, letter for letter. */
    async invoicesByReference(reference: string, signal?: AbortSignal): Promise<Resource[]> {
      const search = new URLSearchParams({ 'filter[reference_id]': reference });
      const page = readPage(await call(`payment-invoices?${search}`, {}, signal), base);
      return page.resources.filter(({ attributes }) => textOf(attributes.reference_id) === reference);
    },

    /** One page of the list, newest first. */
    async page(query: PageQuery, signal?: AbortSignal): Promise<Page> {
      const search = new URLSearchParams({
        'filter[created][from]': String(query.from),
        'filter[created][to]': String(query.to),
        sort: '-created',
        'page[number]': String(query.number),
        'page[size]': String(query.size),
      });
      return readPage(await call(`payment-invoices?${search}`, {}, signal), base);
    },

    /** A page by the `next` link of the page before it. A link to another origin is refused: it would get our key. */
    async pageByLink(link: string, signal?: AbortSignal): Promise<Page> {
      return readPage(await call(sameOrigin(link, base), {}, signal), base);
    },

    /**
     * Creates an invoice. An invoice exists only if this returns; PaymegaError with a 4xx status says it was not
     * created, any other one says nothing: look the reference up. Never retried by itself.
     */
    async create(attributes: CreateAttributes, signal?: AbortSignal): Promise<Resource> {
      const { amount, ...rest } = attributes;
      // The amount is written into the text as it is, so that it never becomes a binary float.
      const json = JSON.stringify({
        data: { type: 'payment-invoice', attributes: { ...rest, amount: '\u0001' } },
      });
      const body = json.replace('"\\u0001"', amount);
      const text = await call('payment-invoices', { method: 'POST', body, headers: JSON_BODY }, signal);
      return readAnswer(() => readResource(text));
    },

    /** Ends when every call that was begun has ended. */
    idle: () => queue.onIdle(),
  };
}

const JSON_BODY = { 'content-type': 'application/vnd.api+json' };

function httpClient(settings: PrivateApiSettings, base: URL): Got {
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
      maxRetryAfter: MAX_RETRY_AFTER_MS,
      // computedValue is 0 where the attempts are used up, else the back-off or what Retry-After asked for.
      // Jitter only adds: Retry-After is a least time.
      calculateDelay: ({ computedValue }) => computedValue * (1 + Math.random() / 2),
    },
  });
}

async function answerText(
  client: Got,
  path: string | URL,
  options: OptionsOfTextResponseBody,
  signal?: AbortSignal,
): Promise<string> {
  // got wants either a prefix and a path, or a whole URL without one.
  const target = path instanceof URL ? { ...options, prefixUrl: '' } : options;
  try {
    const answer = await client(path, {
      ...target,
      ...(signal && { signal }),
      responseType: 'text' as const,
    });
    if (answer.statusCode >= 300) {
      throw new PaymegaError('unreadable', 'Paymega answered with a redirect', answer.statusCode);
    }
    return answer.body;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw asPaymegaError(error);
  }
}

function asPaymegaError(error: unknown): unknown {
  if (error instanceof HTTPError) {
    const { statusCode, body } = error.response;
    if (statusCode === 404 && errorDetail(body) === null) {
      // A proxy's page, say: only Paymega itself can say that it does not know an invoice.
      return new PaymegaError('unreadable', 'Paymega’s 404 is not one of its own answers', null);
    }
    const words = `Paymega answered ${statusCode}${errorDetail(body) ?? ''}`;
    return new PaymegaError(faultOf(statusCode), words, statusCode);
  }
  if (error instanceof TimeoutError) return new PaymegaError('timed_out', 'Paymega did not answer in time');
  if (error instanceof RequestError) {
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
    const { errors } = JSON.parse(String(body)) as { errors?: unknown };
    if (!Array.isArray(errors)) return null;
    const [first] = errors as { title?: unknown; detail?: unknown }[];
    const detail = first?.detail ?? first?.title;
    return typeof detail === 'string' ? `: ${detail.slice(0, 200)}` : '';
  } catch {
    return null;
  }
}

function readAnswer<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof NoDocument)
      throw new PaymegaError('unreadable', `Paymega's answer: ${error.message}`);
    throw error;
  }
}

function readPage(text: string, base: URL): Page {
  const { resources, links, meta } = readAnswer(() => readResources(text));
  const total = textOf(meta?.total);
  return {
    resources,
    next: nextLink(links, base),
    total: total !== null && /^\d{1,15}$/.test(total) ? Number(total) : null,
  };
}

function nextLink(links: ResourceList['links'], base: URL): string | null | undefined {
  if (!links || !('next' in links)) return undefined;
  return typeof links.next === 'string' && links.next !== '' ? sameOrigin(links.next, base).href : null;
}

function sameOrigin(link: string, base: URL): URL {
  if (!URL.canParse(link, base.href))
    throw new PaymegaError('unreadable', 'Paymega’s next link is no address');
  const url = new URL(link, base);
  if (url.origin !== base.origin) {
    throw new PaymegaError(
      'unreadable',
      `Paymega’s next link leads to another origin (${url.origin}); not followed`,
    );
  }
  return url;
}
