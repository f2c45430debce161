const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED = 130;

/**
 * What must be done at the end, once, also where the bench is interrupted or nobody reads any more what it writes (`| head`).
 * Processes that were forked end by themselves when their parent has gone, products by their own listener.
 * @returns to be called where the bench comes to its end
 */
export function endInAnyCase(work: () => Promise<void>): () => Promise<void> {
  let ended: Promise<void> | null = null;
  const end = () => {
    ended ??= work();
    return ended;
  };
  const giveUp = () => {
    // From here on the database is gone for whoever was at work with it.
    process.on('uncaughtException', giveUp);
    end().then(
      () => process.exit(INTERRUPTED),
      () => process.exit(INTERRUPTED),
    );
  };
  for (const signal of SIGNALS) process.on(signal, giveUp);
  for (const stream of [process.stdout, process.stderr]) stream.on('error', giveUp);
  return end;
}
