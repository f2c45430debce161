import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { hearMany, listenOn } from '#runtime/listen.ts';
import { createLog } from '#runtime/log.ts';

const CONNECTIONS = 64;
/** More than wait where nobody asks for more (511), and as many as the system lets wait. */
const BURST = 1500;
const MOST = '/proc/sys/net/core/somaxconn';
const isBurstLet = existsSync(MOST) && Number(readFileSync(MOST, 'utf8')) > BURST;
/** Connects so often, and ends when the system has taken them all, whether or not anybody heard of it. */
const CONNECT = `
  let left = Number(process.argv[2]);
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
  execFileSync(process.execPath, ['-e', CONNECT, String(port), String(CONNECTIONS)]);
  expect(heard).toBe(0);
  let turns = 0;
  for (; heard < CONNECTIONS && turns < 1000; turns++) await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toBe(CONNECTIONS);
  expect(turns).toBeLessThan(CONNECTIONS / 8);
  server.closeAllConnections();
  await close();
  expect(server.listening).toBe(false);
});

test.runIf(isBurstLet)(
  'a burst of new connections waits in the system while a turn of the loop lasts',
  async () => {
    const server = createServer();
    await listenOn(server, 0, '127.0.0.1');
    const close = await hearMany(server, createLog('silent'));
    const { port } = server.address() as AddressInfo;
    // Where the room is too small the rest is not let in before we hear again, which is not before this has ended.
    execFileSync(process.execPath, ['-e', CONNECT, String(port), String(BURST)], { timeout: 20_000 });
    server.closeAllConnections();
    await close();
  },
);
