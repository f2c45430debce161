import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Node's request as the web's, for Remix; the signal tells when the client has gone.
 * @param origin ours: the Host header is the client's word
 * @returns null where its method or its target is none of the web
 */
export function fromNode(
  request: IncomingMessage,
  body: Buffer,
  origin: string,
  signal: AbortSignal,
): Request | null {
  const { method = 'GET', url: target = '/' } = request;
  if (!METHODS.includes(method) || !/^\/(?![/\\])/.test(target) || !URL.canParse(origin + target))
    return null;
  const headers = new Headers();
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    headers.append(request.rawHeaders[place] as string, request.rawHeaders[place + 1] as string);
  }
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // A form without fields, as programs send it: without a body there is no type to say.
  if (hasBody && body.length === 0 && !headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
  }
  return new Request(origin + target, {
    method,
    headers,
    signal,
    ...(hasBody && { body: new Uint8Array(body) }),
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
