import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { boundSlowClients } from '#app/http/slow-clients.ts';

const MOST = 3;
const GRACE_MS = 2000;
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

let server: Server;
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function listening(now: () => number): Promise<() => Promise<Socket>> {
  server = createServer((request, response) => {
    request.resume();
    if (request.url !== '/long') response.end('done');
  });
  boundSlowClients(server, MOST, now);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return async () => {
    const accepted = new Promise<void>((resolve) => server.once('connection', () => resolve()));
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined).resume();
    await accepted;
    return socket;
  };
}

test('where too many connections wait for their client, the one that has waited longest is closed', async () => {
  let now = 0;
  const open = await listening(() => now);
  const [first, second] = [await open(), await open()];
  await open();
  now = GRACE_MS;
  await open();
  await vi.waitFor(() => expect(first.closed).toBe(true));
  expect(second.closed).toBe(false);
});

test('many that come at once are all let in', async () => {
  const open = await listening(() => 0);
  for (let n = 0; n < 4 * MOST; n++) await open();
  expect(sockets.filter(({ closed }) => closed)).toEqual([]);
});

test('a connection whose request is worked on waits for us, and is not closed', async () => {
  let now = 0;
  const open = await listening(() => now);
  const busy = await open();
  const isBegun = new Promise((resolve) => server.once('request', resolve));
  busy.write(REQUEST.replace('GET /', 'GET /long'));
  await isBegun;
  now = GRACE_MS;
  for (let n = 0; n <= MOST; n++) await open();
  now = 2 * GRACE_MS;
  await open();
  await vi.waitFor(() => expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThan(0));
  expect(busy.closed).toBe(false);
});
