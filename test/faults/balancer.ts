import { setTimeout as after } from 'node:timers/promises';
import { isReady } from './installation.ts';

const LOOK_MS = 50;

/** Whoever shares out the requests, and asks each process again and again whether it is ready. */
export type Balancer = {
  /** The next one that is ready, in turn. */
  address(): string;
  stop(): Promise<void>;
};

export function startBalancer(urls: readonly string[]): Balancer {
  const ready = new Map<string, boolean>(urls.map((url) => [url, true]));
  let isOver = false;
  let turn = 0;

  async function watch(url: string): Promise<void> {
    while (!isOver) {
      ready.set(url, await isReady(url));
      await after(LOOK_MS);
    }
  }

  const watching = urls.map(watch);
  return {
    address() {
      const open = urls.filter((url) => ready.get(url));
      // Where none is ready somebody has to hear it.
      const among = open.length > 0 ? open : urls;
      return among[turn++ % among.length] ?? '';
    },
    async stop() {
      isOver = true;
      await Promise.all(watching);
    },
  };
}
