import { activeAccounts } from '#identity/accounts/accounts.ts';
import { dueRuns } from '#reconciliation/comparison/due.ts';
import { abandonedRuns } from '#reconciliation/comparison/runs.ts';
import { orderRun } from './queue.ts';
import type { JobTools } from './tools.ts';

const SCHEDULER = { kind: 'program', name: 'schedule' } as const;

const ONCE_SECONDS = 300;

/** Queues the runs that are due, each together with its record; and once more those that nobody works on. */
export async function planRuns({ sql, queue }: JobTools): Promise<void> {
  for (const id of await abandonedRuns(sql)) {
    const once = { key: `run ${id}`, seconds: ONCE_SECONDS };
    await queue.send('reconcile', { runId: id.toString() }, { once });
  }
  for (const account of await activeAccounts(sql)) {
    for (const order of await dueRuns(sql, account, new Date())) {
      await orderRun(sql, queue, SCHEDULER, order);
    }
  }
}
