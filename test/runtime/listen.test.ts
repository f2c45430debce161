import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { hearMany, listenOn } from '#runtime/listen.ts';
import { createLog } from '#runtime/log.ts';

const CONNECTIONS = 64;
/** Connects so often, and ends when the system has taken them all, whether or not anybody heard of it. */
const CONNECT = `
  let left = ${CONNECTIONS};
  for (let n = left; n > 0; n--) {
    const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1');
    socket.once('connect', () => --left === 0 && process.exit());
  }`;

test('many new connections are heard in a few turns of the loop', async () => {
  const server = createServer();
  await listenOn(server, 0, '127.0.0.1');
  const close = await hearMany(server, createLog('silent'));
  let heard = 0;
  server.on('connection', () => heard++);
  const { port } = server.address() as AddressInfo;
  // Nothing is heard meanwhile.
  execFileSync(process.execPath, ['-e', CONNECT, String(port)]);
  expect(heard).toBe(0);
  let turns = 0;
  for (; heard < CONNECTIONS && turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toBe(CONNECTIONS);
  expect(turns).toBeLessThan(CONNECTIONS / 8);
  server.closeAllConnections();
  await close();
  expect(server.listening).toBe(false);
});
