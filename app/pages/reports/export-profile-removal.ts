import type { ActionFunctionArgs } from '@remix-run/node';
import { removeProfile } from '#reconciliation/reports/export-profiles.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { WHICH_ROW } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Forgets a CSV profile, of one's own or of the account. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.export');
  const account = await currentAccount(request, context, person);
  const form = await request.formData();
  return actThenRedirect(context, `/reports/exports/profiles?account=${account.slug}`, async () => {
    const { id } = formBy(WHICH_ROW, form);
    const owner = { personId: person.id, accountId: account.id };
    await removeProfile(context.sql, actorOf(person, context), owner, id);
    return 'The profile is gone.';
  });
}
