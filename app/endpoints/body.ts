import type { IncomingMessage } from 'node:http';

/** A request's bytes as they came, cut off at the limit. */
export type Body = { bytes: Buffer; isTooLarge: boolean };

/** Reads the body; what is beyond the limit is read off and dropped, so that the sender gets its answer. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else if (size > 20 * maxBytes) break;
  }
  return { bytes: Buffer.concat(chunks), isTooLarge: size > maxBytes };
}
