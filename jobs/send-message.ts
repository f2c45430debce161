import { sendMessage } from '#reconciliation/alerts/send-message.ts';
import type { Payload } from './queue.ts';
import type { JobTools } from './tools.ts';

/** Makes one attempt at handing a message over. */
export async function sendOneMessage(
  { sql, delivery }: Pick<JobTools, 'sql' | 'delivery'>,
  { deliveryId }: Payload<'send-message'>,
): Promise<void> {
  await sendMessage(sql, delivery, BigInt(deliveryId));
}
