import type { ActionFunctionArgs } from '@remix-run/node';
import { retireSecret } from '#identity/accounts/account-keys.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { smallIdParam, WHICH_ROW } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Retires an old secret of an account now. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const form = await request.formData();
  return actThenRedirect(context, `/settings/accounts/${id}`, async () => {
    await retireSecret(context.sql, actorOf(person, context), id, formBy(WHICH_ROW, form).id);
    context.connections.refresh();
    return 'The old secret is retired.';
  });
}
