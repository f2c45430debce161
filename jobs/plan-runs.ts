import { activeAccounts } from '#reconciliation/accounts.ts';
import { dueRuns } from '#reconciliation/run/due.ts';
import { orderRun } from './queue.ts';
import type { JobTools } from './tools.ts';

const SCHEDULER = { kind: 'program', name: 'schedule' } as const;

/** Queues the runs that are due, each together with its record. */
export async function planRuns({ sql, queue }: JobTools): Promise<void> {
  for (const account of await activeAccounts(sql)) {
    for (const order of await dueRuns(sql, account, new Date())) {
      await orderRun(sql, queue, SCHEDULER, order);
    }
  }
}
