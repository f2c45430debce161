import type { ActionFunctionArgs } from '@remix-run/node';
import { cancelRun } from '#reconciliation/comparison/runs.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Stops a run between two steps. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'run.create');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'runs', [id]);
  return actThenRedirect(context, `/runs/${id}`, async () => {
    await cancelRun(context.sql, actorOf(person, context), id);
    return 'Cancelled.';
  });
}
