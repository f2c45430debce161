import { accounts } from '#reconciliation/accounts.ts';
import { dueRuns } from '#reconciliation/run/due.ts';
import { queueRun } from '#reconciliation/run/runs.ts';
import type { JobTools } from './tools.ts';

const SCHEDULER = { kind: 'program', name: 'schedule' } as const;

/** Queues the runs that are due, each together with its record. */
export async function planRuns({ sql, queue }: JobTools): Promise<void> {
  for (const account of await accounts(sql)) {
    for (const order of await dueRuns(sql, account, new Date())) {
      await sql.begin(async (transaction) => {
        const id = await queueRun(transaction, SCHEDULER, order);
        await queue.send('reconcile', { runId: id.toString() }, { within: transaction });
      });
    }
  }
}
