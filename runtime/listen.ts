import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from './log.ts';

/** The kernel cuts it to its own most (`somaxconn`). A burst must wait there rather than be dropped in silence. */
const BACKLOG = 4096;
const COPIES = 31;
/** What the child does: it sends back what it was given, so many times, and ends. */
const COPY = `process.on('message', (left, handle) => {
  const next = () => (left-- > 0 ? process.send(left, handle, next) : process.disconnect());
  next();
})`;

/** Listens. @throws the system's error where the address cannot be listened on */
export function listenOn(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
}

/**
 * Takes many new connections in one turn of the event loop. libuv takes one a turn from each descriptor that it listens on
 * (since 1.45, libuv/libuv#3696). A turn lasts 20 to 200 ms under load: callbacks that come by connections of their own then
 * waited for seconds before a byte of them was read, or were never heard. So several descriptors of one socket are listened
 * on; only the system's way of handing one to another process makes such a copy, so a child hands it back, and ends.
 * @param server listens already, and takes connections by the event of that name, as those of `node:http` do
 * @returns stops listening; settles when every connection has ended
 */
export async function hearMany(server: Server, log: Log): Promise<() => Promise<void>> {
  const copies: Server[] = [];
  const child = spawn(process.execPath, ['-e', COPY], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('message', (_left, handle) => {
    const copy = createServer({ noDelay: true, allowHalfOpen: true }, (socket: Socket) => {
      server.emit('connection', socket);
    });
    // Listened on again, the one socket would take back its backlog to the least.
    copies.push(copy.listen(handle, BACKLOG));
  });
  await new Promise<void>((resolve) => {
    child.on('error', (error) => {
      log.warn({ err: error }, 'the listening socket could not be copied');
      resolve();
    });
    child.once('close', () => resolve());
    child.once('spawn', () => child.send(COPIES, handleOf(server)));
  });
  if (copies.length < COPIES) log.warn({ copies: copies.length }, 'few new connections are taken at a time');
  return async () => {
    await Promise.all([server, ...copies].map((one) => new Promise((resolve) => one.close(resolve))));
  };
}

// Sent as the server itself, the child would take connections, too.
function handleOf(server: Server): Server {
  return (server as unknown as { _handle: Server })._handle;
}
