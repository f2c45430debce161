import { setTimeout as after } from 'node:timers/promises';
import { pace } from '../faults/load.ts';

/** So long people look at a page. */
const LOOK_MS = 5000;
const DAY_MS = 86_400_000;
const PAGES = ['/', '/discrepancies', '/invoices', '/callbacks', '/runs', '/pending'];

/** People who read the console, and a program that takes one export of a day after the other, as books are kept. */
export type Reading = {
  /** What they were given so far; milliseconds. */
  told(): { pages: number; exports: number; failures: string[]; p50: number; p99: number };
  stop(): Promise<void>;
};

export function startReaders(by: { url: string; cookie: string; token: string; readers: number }): Reading {
  const pages: { took: number }[] = [];
  const failures: string[] = [];
  const over = new AbortController();
  let exports = 0;

  async function read(page: string, headers: Record<string, string>): Promise<void> {
    const began = performance.now();
    const answer = await fetch(by.url + page, { headers, redirect: 'manual' }).then(
      async (one) => ({ status: one.status, bytes: (await one.arrayBuffer()).byteLength }),
      (error: unknown) => ({ status: String(error), bytes: 0 }),
    );
    if (answer.status !== 200) failures.push(`${page}: ${answer.status}`);
    if (page.startsWith('/api')) exports++;
    else pages.push({ took: performance.now() - began });
  }

  async function person(number: number): Promise<void> {
    // Not all at the same moment.
    await pause((LOOK_MS * number) / by.readers);
    for (let turn = number; !over.signal.aborted; turn++) {
      await read(PAGES[turn % PAGES.length] ?? '/', { cookie: by.cookie });
      await pause(LOOK_MS);
    }
  }

  async function program(): Promise<void> {
    const day = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    while (!over.signal.aborted) {
      await read(`/api/v1/exports/invoices?from=${day}&to=${day}`, { authorization: `Bearer ${by.token}` });
      await pause(LOOK_MS);
    }
  }

  const pause = (ms: number) => after(ms, undefined, { signal: over.signal }).catch(() => undefined);
  const all = [...Array.from({ length: by.readers }, (_, number) => person(number)), program()];
  return {
    told: () => ({ pages: pages.length, exports, failures: [...failures], ...pace(pages) }),
    async stop() {
      over.abort();
      await Promise.all(all);
    },
  };
}
