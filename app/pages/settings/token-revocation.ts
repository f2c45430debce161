import type { ActionFunctionArgs } from '@remix-run/node';
import { revokeToken } from '#identity/sessions/tokens.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { WHICH_ROW } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Revokes a token. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'tokens.manage');
  const form = await request.formData();
  return actThenRedirect(context, '/settings/tokens', async () => {
    await revokeToken(context.sql, actorOf(person, context), formBy(WHICH_ROW, form).id);
    return 'Revoked.';
  });
}
