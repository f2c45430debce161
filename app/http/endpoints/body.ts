import type { IncomingMessage } from 'node:http';
import type { ByteBudget } from './byte-budget.ts';

/** A request's bytes as they came, cut off at the limit; `isTurnedAway` where there was no room for them. */
export type Body = { bytes: Buffer; isTooLarge: boolean; isTurnedAway: boolean };

/**
 * Reads the body as far as the limit, and holds it while `work` needs it: only as many bytes at once as there is room for.
 * Where there is more, it stands still there: send() answers such a request, drops the rest and closes its connection.
 */
export async function withBody<T>(
  request: IncomingMessage,
  maxBytes: number,
  room: ByteBudget,
  work: (body: Body) => Promise<T>,
): Promise<T> {
  const share = room.share(() => request.destroy());
  try {
    const body = await read(request, maxBytes, share.take);
    share.hasCome();
    return await work(body);
  } finally {
    share.give();
  }
}

function read(
  request: IncomingMessage,
  maxBytes: number,
  hasRoom: (bytes: number) => boolean,
): Promise<Body> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      if (!hasRoom(chunk.length)) return done(false, true);
      const room = maxBytes - size;
      size += chunk.length;
      chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
      if (size > maxBytes) done(true);
    };
    const end = () => done(false);
    const gone = () => reject(new Error('the client has gone before its request had come'));
    request.on('data', take).once('end', end).once('error', gone).once('close', gone);

    function done(isTooLarge: boolean, isTurnedAway = false): void {
      request.off('data', take).off('end', end).off('close', gone);
      if (isTooLarge || isTurnedAway) request.pause();
      resolve({ bytes: isTurnedAway ? Buffer.alloc(0) : Buffer.concat(chunks), isTooLarge, isTurnedAway });
    }
  });
}
