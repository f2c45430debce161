import { attemptDelivery } from '#reconciliation/reports/schedules/deliver.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Makes one attempt at handing a report over. */
export async function deliverReport(
  { sql, delivery }: Pick<JobTools, 'sql' | 'delivery'>,
  { deliveryId }: Payload<'deliver-report'>,
): Promise<void> {
  await attemptDelivery(sql, delivery, BigInt(deliveryId));
}
