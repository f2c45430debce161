import type { ActionFunctionArgs } from '@remix-run/node';
import { cancelRun } from '#reconciliation/comparison/runs.ts';
import { actorOf, requirePerson, requireSight } from '../../access/access.server.ts';
import { actAndReturn } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';

/** Stops a run between two steps. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'run.create');
  const id = idParam(params.id);
  await requireSight(context, person, 'runs', [id]);
  return actAndReturn(context, `/runs/${id}`, async () => {
    await cancelRun(context.sql, actorOf(person, context), id);
    return 'Cancelled.';
  });
}
