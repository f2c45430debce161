import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Node's request as the web's, for Remix; the signal tells when the client has gone. */
export function fromNode(request: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    headers.append(request.rawHeaders[place] as string, request.rawHeaders[place + 1] as string);
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`), {
    method,
    headers,
    signal,
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' }),
  });
}

/**
 * A web response through Node: as fast as the client reads, and its source is stopped at once when the client leaves.
 * (Remix's own writer looks at neither: a slow reader of an export would fill the memory.)
 */
export async function toNode(answer: Response, response: ServerResponse): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (!answer.body) {
    response.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}
