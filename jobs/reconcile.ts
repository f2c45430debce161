import { Refusal } from '#identity/refusal.ts';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { isOvertaken, run } from '#reconciliation/comparison/runs.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Carries out one run. Another run of its account under way: tried again later. Cancelled: done. */
export async function reconcile(tools: JobTools, { runId }: Payload<'reconcile'>): Promise<void> {
  const id = BigInt(runId);
  const { accountId } = await run(tools.sql, id);
  // What a later run has compared since is not compared once more.
  if (await isOvertaken(tools.sql, id)) return;
  const withPaymega = await checkToolsOf(tools, accountId);
  try {
    const done = await carryOutRun(withPaymega, id, { signal: tools.signal });
    const { state, seen, healed, opened, closed } = done;
    tools.log.info({ run: runId, state, seen, healed, opened, closed }, 'run is over');
    // A run of recent payments may have learnt of any day, but seldom; the others look at them all.
    await tools.queue.send('match-statements', { scope: done.scope === 'recent' ? 'latest' : 'all' });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'run_cancelled') return;
    throw error;
  }
}
