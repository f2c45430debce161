import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { Refusal } from '#identity/refusal.ts';
import { createBatchOf } from '#reconciliation/comparison/batch-of-discrepancies.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { Selected } from './selected.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Asks Paymega about the invoices of the ticked ones; a page of its own shows how far that has come. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const account = await currentAccount(request, context, person);
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), '/discrepancies'), async () => {
    const read = Selected.safeParse(form.getAll('selected'));
    if (!read.success) throw new Refusal('none_ticked', read.error.issues[0]?.message ?? '');
    await requireAccountAccess(context, person, 'discrepancies', read.data);
    const { sql, queue } = context;
    const { id, mode } = await sql.begin(async (within) => {
      const batch = await createBatchOf(within, actorOf(person, context), account.id, read.data);
      await queue.send('check-batch', { batchId: batch.id.toString() }, { within });
      return batch;
    });
    return redirect(`/pending/status-checks/${id}${mode === 'test' ? '?mode=test' : ''}`);
  });
}
