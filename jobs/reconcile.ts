import { Refusal } from '#identity/refusal.ts';
import { checkToolsOf } from '#reconciliation/books/check-tools.ts';
import { carryOutRun, type Step } from '#reconciliation/comparison/run.ts';
import { isOvertaken, run } from '#reconciliation/comparison/runs.ts';
import { withinScope } from '#runtime/observability/scope.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Carries out one run. Another run of its account under way: tried again later. Cancelled: done. */
export async function reconcile(tools: JobTools, { runId }: Payload<'reconcile'>): Promise<void> {
  await withinScope({ run: runId }, () => carryOut(tools, BigInt(runId)));
}

async function carryOut(tools: JobTools, id: bigint): Promise<void> {
  const { accountId } = await run(tools.sql, id);
  // What a later run has compared since is not compared once more.
  if (await isOvertaken(tools.sql, id)) return;
  tools.tracing.note({ 'counterfoil.run': id.toString() });
  const step: Step = (name, work) => tools.tracing.spanned(`run: ${name}`, {}, work);
  const withPaymega = await checkToolsOf(tools, accountId);
  try {
    const done = await carryOutRun(withPaymega, id, { signal: tools.signal, step });
    const { state, seen, healed, opened, closed } = done;
    tools.log.info({ state, seen, healed, opened, closed }, 'run is over');
    // A run of recent payments may have learnt of any day, but seldom; the others look at them all.
    await tools.queue.send('match-statements', { scope: done.scope === 'recent' ? 'latest' : 'all' });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'run_cancelled') return;
    throw error;
  }
}
