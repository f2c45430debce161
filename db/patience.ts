import { setTimeout as after } from 'node:timers/promises';
import { isConnectionError } from './connection.ts';

const PAUSE_MS = 500;

/**
 * Does something again until the database is back, where that is why it failed: only what may be done twice.
 * @param untilMs when it is given up, as Date.now() counts
 */
export async function patiently<T>(work: () => Promise<T>, untilMs: () => number): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isConnectionError(error) || Date.now() > untilMs()) throw error;
      await after(PAUSE_MS);
    }
  }
}
