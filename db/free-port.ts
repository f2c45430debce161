import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below what systems take for outgoing connections (from 32768 or 49152 on): a client of a server that is away could
// otherwise be given the server's own port, and meet itself there.
const [LOWEST, HIGHEST] = [20_000, 32_700];
const TRIES = 100;

/** A port of this machine that nobody listens on: `wanted` where it is one. */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted && (await isFree(wanted))) return wanted;
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Error('this machine has no free port');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
