import type { ActionFunctionArgs } from '@remix-run/node';
import { reopenDiscrepancy } from '#reconciliation/resolution/resolve.ts';
import { actorOf } from '../../access/access.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Opens a resolved discrepancy again. */
export async function action(given: ActionFunctionArgs) {
  const { request, context } = given;
  const { person, id } = await rowOfRequest(given, 'discrepancy.resolve', 'discrepancies', given.params.id);
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), `/discrepancies/${id}`), async () => {
    await reopenDiscrepancy(context.sql, actorOf(person, context), id);
    return 'Reopened.';
  });
}
