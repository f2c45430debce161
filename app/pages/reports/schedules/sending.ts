import type { ActionFunctionArgs } from '@remix-run/node';
import { sendNow } from '#reconciliation/reports/schedules/send-now.ts';
import { actorOf } from '../../../access/access.server.ts';
import { rowOfRequest } from '../../../access/row-of-request.server.ts';
import { actThenRedirect } from '../../../forms/answer.server.ts';

export { ErrorBoundary } from '../../in-frame.tsx';

/** Sends the report of the latest period that is over. */
export async function action(given: ActionFunctionArgs) {
  const { params, context } = given;
  const { person, id } = await rowOfRequest(given, 'reports.schedule', 'report_schedules', params.id);
  return actThenRedirect(context, '/reports/schedules', async () => {
    const { delivery, days } = await sendNow(context.sql, actorOf(person, context), id, new Date());
    await context.queue.send('deliver-report', { deliveryId: delivery.toString() });
    return `The report of ${days.from === days.to ? days.from : `${days.from} to ${days.to}`} is being sent.`;
  });
}
