import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { revokeToken } from '#identity/sessions/tokens.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { rowId } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

const Which = z.object({ id: rowId });

/** Revokes a token. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'tokens.manage');
  const form = await request.formData();
  return actThenRedirect(context, '/settings/tokens', async () => {
    await revokeToken(context.sql, actorOf(person, context), formBy(Which, form).id);
    return 'Revoked.';
  });
}
