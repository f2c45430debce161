import type { IncomingMessage } from 'node:http';

/** A request's bytes as they came, cut off at the limit. */
export type Body = { bytes: Buffer; isTooLarge: boolean };

/**
 * Reads the body as far as the limit. Where there is more, it stands still there: send() answers such a request, drops
 * the rest and closes its connection.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      const room = maxBytes - size;
      size += chunk.length;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      if (size > maxBytes) done(true);
    };
    const end = () => done(false);
    const gone = () => reject(new Error('the client has gone before its request had come'));
    request.on('data', take).once('end', end).once('error', gone).once('close', gone);

    function done(isTooLarge: boolean): void {
      request.off('data', take).off('end', end).off('close', gone);
      if (isTooLarge) request.pause();
      resolve({ bytes: Buffer.concat(chunks), isTooLarge });
    }
  });
}
