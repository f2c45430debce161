import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** So many connections may wait for their client: to begin a request, to send the rest of it, or to read the answer. */
const MOST_WAITING = 4000;
/** Nobody who has just come is closed, however many come at once. */
const GRACE_MS = 2000;
/** An answer of which nothing is read for so long is given up. */
const UNREAD_MS = 60_000;

/**
 * Keeps connections that wait for their client within bounds: where there are too many, those that have waited longest are
 * closed. Whoever sends and reads as one should waits for milliseconds, and is never among them.
 * @param now milliseconds of a clock that does not jump
 */
export function boundSlowClients(
  server: Server,
  most = MOST_WAITING,
  now: () => number = () => performance.now(),
): void {
  // Since when; in this order, too.
  const waiting = new Map<Socket, number>();

  function waitsForClient(socket: Socket): void {
    if (socket.destroyed) return;
    waiting.delete(socket);
    waiting.set(socket, now());
    for (const [slowest, since] of waiting) {
      if (waiting.size <= most || now() - since < GRACE_MS) return;
      waiting.delete(slowest);
      slowest.destroy();
    }
  }

  server.on('connection', (socket) => {
    waitsForClient(socket);
    socket.once('close', () => waiting.delete(socket));
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    // All of it has come: from now on it is we who are waited for.
    request.once('end', () => waiting.delete(socket));
    response.once('prefinish', () => waitsForClient(socket));
  });
  server.setTimeout(UNREAD_MS, (socket) => {
    if (socket.writableLength > 0) socket.destroy();
  });
}
