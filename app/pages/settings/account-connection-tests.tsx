import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { testConnection } from '#identity/accounts/test-connection.ts';
import { requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { smallIdParam } from '../../forms/form.ts';

export { default, loader, meta } from './account.tsx';

/** Asks the private API of an account whether it answers, also while the account is disabled. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  return answerForm(await request.formData(), { schema: z.object({}), secret: [] }, async () => ({
    message: await testConnection(await context.connections.of(id, true)),
  }));
}
