import type { ActionFunctionArgs } from '@remix-run/node';
import { replay } from '#reconciliation/comparison/replay.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Reads what is in quarantine once more. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'quarantine.replay');
  const account = await currentAccount(request, context, person);
  const to = safeRedirect((await request.formData()).get('to'), '/callbacks');
  return actThenRedirect(context, to, async () => {
    const released = await replay(context.sql, actorOf(person, context), account);
    return released === 0
      ? { tone: 'warn', message: 'None of it can be read yet.' }
      : `${released} read and ingested.`;
  });
}
