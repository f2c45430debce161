import { hash } from 'node:crypto';
import type { OptionsOfTextResponseBody } from 'got';
import PQueue from 'p-queue';
import { httpClient, type PrivateApiSettings, type Reader, readAnswer } from './answers.ts';
import { PaymegaError } from './errors.ts';
import { type Exchanged, exchange } from './exchange.ts';
import { openPage, type Page, type Recognise, readPage, sameOrigin } from './list-page.ts';
import { observed, type Question } from './observed.ts';
import { NoDocument, type Resource, readResource, textOf } from './resource.ts';
import { writes } from './writes.ts';

/** `-updated`, what changed last first, is *assumed*: nothing that is public says that a list can be sorted so. */
export type ListOrder = '-created' | 'created' | '-updated';
/** What a list is asked for: created (unix seconds, both ends inclusive), of one status, in which order. */
export type ListQuery = { from?: number; to?: number; status?: string; order?: ListOrder };
/** A page of such a list; without a size it holds as many as the server gives by itself. */
export type PageQuery = ListQuery & { number: number; size: number | null };

/**
 * What the server was found to be like. `pageSize` is the most that a page may be asked to hold (null: it takes no size
 * at all), `firstPage` the number of its first page where that is known, `countsWindow` whether `meta.total` counts what
 * was asked for, and not the whole account.
 */
export type Habits = { pageSize: number | null; firstPage: 0 | 1 | null; countsWindow: boolean | null };

export type PrivateApi = ReturnType<typeof createPrivateApi>;

const LARGEST_PAGE = 500;
const JSON_API = { 'content-type': 'application/vnd.api+json' };

/**
 * Client of Paymega's private API: HTTP Basic, keep-alive, time-outs, bounded concurrency and rate, retries of what is
 * only read, with back-off and jitter, on 429, 5xx, network failures and answers that cannot be read, `Retry-After`
 * honoured, redirects never followed.
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
  const { accountId, apiKey } = settings;
  // The user is no secret, but half of one; the pair is how HTTP sends it.
  const secrets = () => [`${accountId}:${apiKey}`, accountId, apiKey, ...(settings.secrets?.() ?? [])];
  const digestKey = hash('sha256', `documents of lists\n${apiKey}`);
  const habits: Habits = { pageSize: LARGEST_PAGE, firstPage: null, countsWindow: null };

  const ask = <T>(
    question: Question,
    read: Reader<T>,
    path: string | URL,
    options: OptionsOfTextResponseBody = {},
    signal?: AbortSignal,
  ): Promise<T> =>
    queue.add(
      () =>
        observed(settings.observe, question, () => readAnswer(client, secrets, read, path, options, signal)),
      signal ? { signal } : {},
    );

  const list = (path: string | URL, signal?: AbortSignal, recognise?: Recognise) =>
    listPage((read) => ask('list', read, path, {}, signal), digestKey, recognise);

  const exchanging = (call: Parameters<typeof exchange>[3], signal?: AbortSignal): Promise<Exchanged> => {
    const unread = { context: { read: () => undefined } };
    return queue.add(
      () => exchange(client, 'Paymega', secrets(), call, unread, signal),
      signal ? { signal } : {},
    );
  };
  const post = (path: string, body: string, signal?: AbortSignal) =>
    exchanging({ method: 'POST', path, body, headers: JSON_API }, signal);

  return {
    /** Calls begun in one second at the most. */
    perSecond,
    /** The base address of what is asked. */
    url: base.href,
    /** Another one wherever the digests of documents are made by another key. */
    digestKeyId: hash('sha256', digestKey).slice(0, 8),
    /** What has been learnt of the server; whoever knew it before puts it in. */
    habits,
    /** One invoice by id; null where Paymega says 404: it does not know it. */
    async invoice(id: string, signal?: AbortSignal): Promise<Resource | null> {
      try {
        return await ask('invoice', readResource, `payment-invoices/${encodeURIComponent(id)}`, {}, signal);
      } catch (error) {
        if (error instanceof PaymegaError && error.status === 404) return null;
        throw error;
      }
    },

    /** All invoices that bear this reference of ours; the answers' references are compared, letter for letter. */
    async invoicesByReference(reference: string, signal?: AbortSignal): Promise<Resource[]> {
      const search = new URLSearchParams({ 'filter[reference_id]': reference });
      const page = await ask('reference', readPage, `payment-invoices?${search}`, {}, signal);
      return page.resources.filter(({ attributes }) => textOf(attributes.reference_id) === reference);
    },

    /** One page of the list, newest first unless another order is asked for; what is recognised is not read. */
    page: (query: PageQuery, signal?: AbortSignal, recognise?: Recognise): Promise<Page> =>
      list(`payment-invoices?${searchOf(query)}`, signal, recognise),

    /** One page, asked for once and for so many seconds at the most: somebody waits for it. */
    async pageOnce(query: PageQuery, seconds: number): Promise<Page> {
      return ask('list', readPage, `payment-invoices?${searchOf(query)}`, onceWithin(seconds));
    },

    /** A page by the `next` link of the page before it. A link to another origin is refused: it would get our key. */
    async pageByLink(link: string, signal?: AbortSignal, recognise?: Recognise): Promise<Page> {
      return list(sameOrigin(link, base), signal, recognise);
    },

    ...writes(post, settings.preRequestPath),

    /** One question by id, asked once, with the exchange as it went. */
    lookById: (id: string, signal?: AbortSignal) =>
      exchanging({ method: 'GET', path: `payment-invoices/${encodeURIComponent(id)}` }, signal),

    /** One question by our reference, asked once, with the exchange as it went. */
    lookByReference: (reference: string, signal?: AbortSignal) => {
      const search = new URLSearchParams({ 'filter[reference_id]': reference });
      return exchanging({ method: 'GET', path: `payment-invoices?${search}` }, signal);
    },

    /** Ends when every call that was begun has ended. */
    idle: () => queue.onIdle(),
  };
}

async function listPage(
  ask: <T>(read: Reader<T>) => Promise<T>,
  digestKey: string,
  recognise?: Recognise,
): Promise<Page> {
  if (!recognise) return ask(readPage);
  const { documents, read } = await ask((text, asked) => openPage(text, asked, digestKey));
  const isRecognised = documents.length > 0 ? await recognise(documents) : [];
  try {
    return read(isRecognised);
  } catch (error) {
    if (!(error instanceof NoDocument || error instanceof PaymegaError)) throw error;
    // Asked for again, and read as it comes, so that it is tried as often as any answer that cannot be read.
    return ask(readPage);
  }
}

function onceWithin(seconds: number): OptionsOfTextResponseBody {
  return { retry: { limit: 0 }, timeout: { request: seconds * 1000 } };
}

function searchOf({ from, to, status, order = '-created', number, size }: PageQuery): URLSearchParams {
  return new URLSearchParams({
    ...(from !== undefined && { 'filter[created][from]': String(from) }),
    ...(to !== undefined && { 'filter[created][to]': String(to) }),
    ...(status !== undefined && { 'filter[status]': status }),
    sort: order,
    'page[number]': String(number),
    ...(size !== null && { 'page[size]': String(size) }),
  });
}
