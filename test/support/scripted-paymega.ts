import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { errorAnswer } from '#paymega/sandbox/platform/answer.ts';
import { type ListedPage, type ListTrouble, troubledPage } from './list-trouble.ts';

/** How Paymega answers a question about one invoice; `denies` is 404 by id, and an empty list by reference. */
export type Reply = 'answers' | 'denies' | 'hangs' | 403 | 500;

/** One invoice in Paymega's book: its document, character for character, and what its API makes of it. */
export type Holding = {
  document: string;
  created: number;
  reference: string | null;
  isListed: boolean;
  byId: Reply;
  byReference: Reply;
};

export type ScriptedPaymega = {
  url: string;
  /** Paymega's book, by invoice id. */
  holdings: Map<string, Holding>;
  close(): void;
};

type Answer = { status: number; body: string };

/** A private API over HTTP that says exactly what its book of documents says, with or without trouble on the way. */
export async function scriptedPaymega(trouble: ListTrouble | null = null): Promise<ScriptedPaymega> {
  const holdings = new Map<string, Holding>();
  const server = createServer((request, response) => {
    const { url, answer } = answerTo(holdings, trouble, request);
    if (trouble?.strikes(url)) return tripUp(url, response);
    if (answer !== 'hangs') write(response, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the scripted Paymega has no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    holdings,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerTo(
  holdings: Map<string, Holding>,
  trouble: ListTrouble | null,
  request: IncomingMessage,
): { url: URL; answer: Answer | 'hangs' } {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const id = /^\/payment-invoices\/([^/]+)$/.exec(url.pathname)?.[1];
  if (id !== undefined) return { url, answer: byId(holdings.get(decodeURIComponent(id))) };
  if (url.pathname !== '/payment-invoices' || request.method !== 'GET') return { url, answer: failure(404) };
  const reference = url.searchParams.get('filter[reference_id]');
  if (reference !== null) return { url, answer: byReference([...holdings.values()], reference) };
  return { url, answer: written(troubledPage(trouble, url, listed([...holdings.values()], url))) };
}

function byId(holding: Holding | undefined): Answer | 'hangs' {
  if (!holding || holding.byId === 'denies') return failure(404);
  if (holding.byId === 'hangs') return 'hangs';
  return holding.byId === 'answers' ? { status: 200, body: holding.document } : failure(holding.byId);
}

// As carelessly as the platform may: letters of either case are the same to it, and a leading minus negates.
function byReference(holdings: readonly Holding[], asked: string): Answer | 'hangs' {
  const own = holdings.find(({ reference }) => reference === asked);
  if (own?.byReference === 'hangs') return 'hangs';
  if (own && typeof own.byReference === 'number') return failure(own.byReference);
  const wanted = asked.toLowerCase();
  const bears = ({ reference }: Holding) =>
    wanted.startsWith('-')
      ? reference?.toLowerCase() !== wanted.slice(1)
      : reference?.toLowerCase() === wanted;
  const bearing = holdings.filter((one) => one.byReference === 'answers' && bears(one)).slice(0, 50);
  return written({ documents: bearing.map(({ document }) => document), total: bearing.length, links: null });
}

function listed(holdings: readonly Holding[], url: URL): Holding[] {
  const [from, to] = ['from', 'to'].map((end) => Number(url.searchParams.get(`filter[created][${end}]`)));
  return holdings
    .filter(({ isListed, created }) => isListed && created >= (from ?? 0) && created <= (to ?? Infinity))
    .toSorted((a, b) => b.created - a.created || (a.document < b.document ? 1 : -1));
}

function written({ documents, total, links }: ListedPage): Answer {
  // A document is `{"data":…}`: the list holds what is inside.
  const data = documents.map((document) => document.slice('{"data":'.length, -1)).join(',');
  const rest = JSON.stringify({ ...(links && { links }), meta: total === null ? [] : { total } });
  return { status: 200, body: `{"data":[${data}],${rest.slice(1)}` };
}

function failure(status: number): Answer {
  return errorAnswer(status, { code: 'scripted', title: 'Scripted', detail: `scripted ${status}` });
}

function tripUp(url: URL, response: ServerResponse): void {
  const kind = url.href.length % 3;
  if (kind === 0) response.socket?.destroy();
  else write(response, failure(kind === 1 ? 500 : 429));
}

function write(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/vnd.api+json' }).end(body);
}
