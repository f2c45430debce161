import type { ActionFunctionArgs } from '@remix-run/node';
import { resumeBatch } from '#reconciliation/comparison/check-batches.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Goes on asking where it was stopped. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'check_batches', [id]);
  const page = `/pending/status-checks/${id}${new URL(request.url).search}`;
  return actThenRedirect(context, page, async () => {
    const { sql, queue } = context;
    await sql.begin(async (within) => {
      await resumeBatch(within, actorOf(person, context), id);
      await queue.send('check-batch', { batchId: id.toString() }, { within });
    });
    return 'Resumed.';
  });
}
