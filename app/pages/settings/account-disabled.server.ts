import type { ActionFunctionArgs } from '@remix-run/node';
import { setDisabled } from '#identity/accounts/change-accounts.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { smallIdParam } from '../../forms/form.ts';

/** Disables an account, or enables it again, and leads back to its page. */
export async function answerDisabled(
  { request, params, context }: ActionFunctionArgs,
  isDisabled: boolean,
): Promise<Response> {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  return actThenRedirect(context, `/settings/accounts/${id}`, async () => {
    await setDisabled(context.sql, actorOf(person, context), id, isDisabled);
    context.connections.refresh();
    return isDisabled ? 'Disabled.' : 'Enabled.';
  });
}
