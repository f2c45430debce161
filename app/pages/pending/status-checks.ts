import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { readFilter } from '#identity/filter.ts';
import { invoiceFilter } from '#reconciliation/books/invoice-filter.ts';
import { createBatch } from '#reconciliation/comparison/check-batches.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { PENDING } from './filter.server.ts';
import { narrowingOf } from './narrowing.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Asks about everything that is pending, or what of it is ticked; its page shows how far that has come. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'status_check.create');
  const account = await currentAccount(request, context, person);
  const url = new URL(request.url);
  const asked = readFilter(PENDING, url.searchParams);
  // What the list showed goes along, so that the way back leads to it.
  const query = `${asked.mode === 'test' ? '&mode=test' : ''}${narrowingOf(asked)}`.slice(1);
  const at = (path: string) => (query ? `${path}?${query}` : path);
  const { sql, queue } = context;
  const ids = (await request.formData()).getAll('selected').map(String);
  return actThenRedirect(context, at('/pending'), async () => {
    const id = await sql.begin(async (within) => {
      const filter = await invoiceFilter(within, account, { ...asked, pending: 'yes' as const });
      const batchId = await createBatch(within, actorOf(person, context), filter, ids);
      await queue.send('check-batch', { batchId: batchId.toString() }, { within });
      return batchId;
    });
    return redirect(at(`/pending/status-checks/${id}`));
  });
}
