import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const MAX_BODY_BYTES = 1024 * 1024;

/** Whether a request says of itself that its body is larger than any form of ours. */
export function isTooLarge(request: IncomingMessage): boolean {
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

/**
 * Node's request as the web's, for Remix; the signal tells when the client has gone. A body that grows larger than any
 * form of ours is broken off.
 * @returns the request, and whether its body was broken off
 */
export function fromNode(request: IncomingMessage, signal: AbortSignal): [Request, () => boolean] {
  const headers = new Headers();
  for (let place = 0; place < request.rawHeaders.length; place += 2) {
    headers.append(request.rawHeaders[place] as string, request.rawHeaders[place + 1] as string);
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? limited(request) : null;
  const asked = new Request(new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`), {
    method,
    headers,
    signal,
    ...(body && { body: Readable.toWeb(body) as ReadableStream, duplex: 'half' }),
  });
  return [asked, () => body?.errored instanceof TooLarge];
}

class TooLarge extends Error {}

function limited(request: IncomingMessage): Readable {
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > MAX_BODY_BYTES ? new TooLarge('the body is too large') : null, chunk);
    },
  });
  // Whoever reads the counter hears of its errors; there is nothing more to do about them here.
  pipeline(request, counter).catch(() => undefined);
  return counter;
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
