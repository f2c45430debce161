import type { ActionFunctionArgs } from '@remix-run/node';
import { endSessions } from '#identity/sessions/sessions.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Ends all sessions of one's own but this one. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  return actThenRedirect(context, '/me', async () => {
    const but = { except: person.sessionId };
    return `${await endSessions(context.sql, actorOf(person, context), person.id, but)} ended.`;
  });
}
