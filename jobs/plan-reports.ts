import { dueDeliveries, planReports as plan } from '#reconciliation/reports/schedules/schedules.ts';
import type { JobTools } from './tools.ts';

/** Puts on record the reports that the schedules owe, and queues those that are due. */
export async function planReports({ sql, queue }: Pick<JobTools, 'sql' | 'queue'>): Promise<void> {
  const now = new Date();
  await plan(sql, now);
  for (const id of await dueDeliveries(sql, now))
    await queue.send('deliver-report', { deliveryId: id.toString() });
}
