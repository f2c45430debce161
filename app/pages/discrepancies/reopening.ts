import type { ActionFunctionArgs } from '@remix-run/node';
import { reopenDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Opens a resolved discrepancy again. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), `/discrepancies/${id}`), async () => {
    await reopenDiscrepancy(context.sql, actorOf(person, context), id);
    return 'Opened again.';
  });
}
