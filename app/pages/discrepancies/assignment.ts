import type { ActionFunctionArgs } from '@remix-run/node';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requirePerson, requireSight } from '../../access.server.ts';
import { actAndReturn } from '../../answer.server.ts';
import { idParam } from '../../form.ts';

/** Takes a discrepancy into review by the one who asks. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireSight(context, person, 'discrepancies', [id]);
  return actAndReturn(context, `/discrepancies/${id}`, async () => {
    await assignDiscrepancy(context.sql, actorOf(person, context), id);
    return 'In review by you.';
  });
}
