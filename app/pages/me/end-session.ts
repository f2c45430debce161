import type { ActionFunctionArgs } from '@remix-run/node';
import { endSessions } from '#identity/sessions/sessions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { WHICH_ROW } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Ends one session of one's own. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  return actThenRedirect(context, '/me', async () => {
    const { id } = formBy(WHICH_ROW, form);
    await endSessions(context.sql, actorOf(person, context), person.id, { id });
    return 'Ended.';
  });
}
