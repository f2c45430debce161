import type { ActionFunctionArgs } from '@remix-run/node';
import { Refusal } from '#identity/refusal.ts';
import { undoResolved } from '#reconciliation/resolution/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { rowTime } from '../../forms/form.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Takes back a resolution that the one who asks has just made, of one or of many. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), '/discrepancies'), async () => {
    const at = rowTime.safeParse(form.get('at'));
    if (!at.success) throw new Refusal('bad_undo', 'Which resolution to undo was not said.');
    const count = await undoResolved(context.sql, actorOf(person, context), person, at.data);
    return count === 1 ? 'Undone: it is open again.' : `Undone: ${count} are open again.`;
  });
}
