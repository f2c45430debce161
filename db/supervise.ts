import { setTimeout as after } from 'node:timers/promises';
import type { Sql } from './connection.ts';
import type { Embedded, Tell } from './embedded.ts';

const LOOK_MS = 250;
/** A server that has lived so long has not died of its start. */
const STEADY_MS = 30_000;
const LONGEST_PAUSE_MS = 5000;
const LOG_EVERY_MS = 60_000;

export type Supervision = {
  /** Whether the server was started by us, the first time or again. */
  isOurs(): boolean;
  /** Looks after it no more; a start that is under way is over then. */
  end(): Promise<void>;
};

/**
 * Looks after the embedded server for as long as we use it, whoever started it (the process that did may be dead): one
 * that has died is started again, at once the first time, then with growing pauses. The pool finds it by itself: on its
 * old port, or, where somebody has taken that meanwhile, on the new one that it is told.
 */
export function supervise(embedded: Embedded, sql: Sql, tell: Tell): Supervision {
  const ending = new AbortController();
  const { signal } = ending;
  let isOurs = embedded.isOurs;
  const pause = (ms: number) => after(ms, undefined, { signal, ref: false }).catch(() => undefined);

  async function watch(): Promise<void> {
    let upSince = Date.now();
    let quickDeaths = 0;
    let rotatedAt = Date.now();
    while (!signal.aborted) {
      await pause(LOOK_MS);
      if (Date.now() - rotatedAt > LOG_EVERY_MS) {
        rotatedAt = Date.now();
        await embedded
          .rotateLog()
          .catch((error: unknown) => tell('the log of the database cannot be rotated', error));
      }
      if (signal.aborted || (await embedded.isRunning())) continue;
      quickDeaths = Date.now() - upSince < STEADY_MS ? quickDeaths + 1 : 0;
      tell('the database server has ended: it is started again');
      await pause(pauseAfter(quickDeaths));
      await startAgain();
      upSince = Date.now();
    }
  }

  async function startAgain(): Promise<void> {
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        const up = await embedded.bringUp(signal);
        isOurs ||= up.isOurs;
        sql.options.port[0] = up.port;
        tell('the database server is there again');
        return;
      } catch (error) {
        if (!signal.aborted) tell('the database server did not come up', error);
        await pause(pauseAfter(failures + 2));
      }
    }
  }

  const watching = watch();
  return {
    isOurs: () => isOurs,
    async end() {
      ending.abort();
      await watching;
    },
  };
}

function pauseAfter(failures: number): number {
  return failures < 2 ? 0 : Math.min(50 * 2 ** failures, LONGEST_PAUSE_MS);
}
