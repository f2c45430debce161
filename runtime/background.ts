import { setTimeout as after } from 'node:timers/promises';

/** Work that goes on after whoever began it has had an answer. */
export type Background = {
  /**
   * Begins a work, unless one of this name goes on, and waits a moment for it, because most are done by then.
   * @param work is told by its signal when the process is to end
   * @returns when it is done, or the moment is over; it never rejects
   */
  begin(name: string, work: (signal: AbortSignal) => Promise<unknown>): Promise<void>;
  /** Whether a work of this name goes on. */
  isUnderWay(name: string): boolean;
  /** Ends when all that was begun has ended. */
  idle(): Promise<void>;
};

const MOMENT_MS = 1500;

/** @param onError hears what failed; work that was broken off because the process ends has not failed */
export function createBackground(
  stopping: AbortSignal,
  onError: (error: unknown, name: string) => void,
): Background {
  const underWay = new Map<string, Promise<void>>();
  return {
    async begin(name, work) {
      const known = underWay.get(name);
      const going =
        known ??
        work(stopping)
          .then(
            () => undefined,
            (error: unknown) => {
              if (!stopping.aborted) onError(error, name);
            },
          )
          .finally(() => underWay.delete(name));
      underWay.set(name, going);
      const moment = new AbortController();
      const over = after(MOMENT_MS, undefined, { signal: moment.signal }).catch(() => undefined);
      await Promise.race([going, over]);
      moment.abort();
    },
    isUnderWay: (name) => underWay.has(name),
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
