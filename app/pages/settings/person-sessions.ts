import type { ActionFunctionArgs } from '@remix-run/node';
import { endSessions } from '#identity/sessions/sessions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { smallIdParam } from '../../forms/form.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Ends all sessions of somebody. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admin = await requirePerson(request, context, 'people.manage');
  const id = smallIdParam(params.id);
  return actThenRedirect(
    context,
    `/settings/people/${id}`,
    async () => `${await endSessions(context.sql, actorOf(admin, context), id, {})} sessions ended.`,
  );
}
