import type { ActionFunctionArgs } from '@remix-run/node';
import { acknowledgeAlert } from '#reconciliation/alerts/alerts.ts';
import { actorOf } from '../../access/access.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Says that somebody looks after an alert. */
export async function action(given: ActionFunctionArgs) {
  const { params, context } = given;
  const { person, id } = await rowOfRequest(given, 'alert.acknowledge', 'alerts', params.id);
  return actThenRedirect(context, '/alerts', async () => {
    await acknowledgeAlert(context.sql, actorOf(person, context), id);
    return 'Acknowledged: no more messages until it opens again.';
  });
}
