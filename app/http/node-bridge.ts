import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** What a client or a proxy says of where a request was sent: the framework believes some of it. */
const OF_THE_ROAD = /^(?:forwarded|x-forwarded-.+|x-real-ip|x-original-.+|x-rewrite-url|x-host)$/;

/**
 * Node's request as the web's, for Remix; the signal tells when the client has gone. It looks as if it had been sent to
 * our own address: Host, and what proxies say in its place, are the client's word or a proxy's habit, and hardening.ts has
 * compared the Origin already, so that the framework's own comparison finds the two alike.
 * @param address as request-target.ts has read it, on our origin
 * @returns null where its method is none of the web
 */
export function fromNode(
  request: IncomingMessage,
  address: URL,
  body: Buffer,
  signal: AbortSignal,
): Request | null {
  const { method = 'GET' } = request;
  if (!METHODS.includes(method)) return null;
  const headers = new Headers();
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    const name = request.rawHeaders[place] as string;
    if (!OF_THE_ROAD.test(name.toLowerCase())) headers.append(name, request.rawHeaders[place + 1] as string);
  }
  headers.set('host', address.host);
  if (headers.has('origin')) headers.set('origin', address.origin);
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // A form without fields, as programs send it: without a body there is no type to say.
  if (hasBody && body.length === 0 && !headers.has('content-type')) {
    headers.set('content-type', 'application/x-www-form-urlencoded');
  }
  return new Request(address, { method, headers, signal, ...(hasBody && { body: new Uint8Array(body) }) });
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
