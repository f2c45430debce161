const LOOK_MS = 100;
/** What has waited so long behind others in this process would be answered no sooner than it is worth. */
const LATE_MS = 3000;

/**
 * Watches how far this process is behind with what has come. Where more comes than the processor can do, it waits in the
 * sockets, where nobody counts it; but the turn of the loop in which it is read takes long.
 * @param now milliseconds of a clock that does not jump
 * @returns whether this turn has lasted so long that what is still to come in it is better asked to come again
 */
export function watchLoop(now: () => number = () => performance.now()): () => boolean {
  let began = now();
  setInterval(() => {
    began = now();
  }, LOOK_MS).unref();
  return () => now() - began > LOOK_MS + LATE_MS;
}
