import type { ActionFunctionArgs } from '@remix-run/node';
import { orderTest } from '#reconciliation/alerts/channels.ts';
import { actorOf } from '../../../access/access.server.ts';
import { rowOfRequest } from '../../../access/row-of-request.server.ts';
import { actThenRedirect } from '../../../forms/answer.server.ts';

export { ErrorBoundary } from '../../in-frame.tsx';

/** Sends a message that says that the channel works, whatever its quiet hours. */
export async function action(given: ActionFunctionArgs) {
  const { params, context } = given;
  const { person, id } = await rowOfRequest(given, 'settings.change', 'alert_channels', params.id);
  return actThenRedirect(context, '/settings/alerts', async () => {
    const message = await orderTest(context.sql, actorOf(person, context), id);
    await context.queue.send('send-message', { deliveryId: message.toString() });
    return 'A test is being sent: it stands among the messages below.';
  });
}
