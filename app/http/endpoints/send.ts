import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** How much of a body that nobody reads is dropped, and for how long, so that its sender comes to read the answer. */
const DROPPED_BYTES = 16 * 1024 * 1024;
const DROPPED_MS = 5000;

/**
 * Answers with a text. A request that was not read to its end is the last one on its connection: what still comes of it
 * is dropped for a while (a connection closed at once would take the answer with it), and never mistaken for the next.
 */
export function send(response: ServerResponse, status: number, type: string, text: string): void {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  answer(response, status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }, text);
}

/** Answers with nothing but headers (204). */
export function sendNothing(response: ServerResponse): void {
  answer(response, 204, {}, '');
}

function answer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, text: string): void {
  const { req: request } = response;
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(status, headers);
  request.resume();
  if (request.complete) {
    response.end(text);
    return;
  }
  response.flushHeaders();
  if (text !== '') response.write(text);
  let left = DROPPED_BYTES;
  const patience = setTimeout(close, DROPPED_MS);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) close();
  });
  request.once('end', close).once('close', close);

  function close(): void {
    clearTimeout(patience);
    response.end();
  }
}

/** Answers with JSON; never cached. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body));
}
