import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { changeSettings } from '#identity/people/security-settings.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

const Demand = z.object({ adminsNeedSecondFactor: z.literal('on').optional().transform(Boolean) });

/** Says whether admins must sign in with a second factor. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'people.manage');
  const form = await request.formData();
  return actThenRedirect(context, '/settings/people', async () => {
    const ended = await changeSettings(context.sql, actorOf(person, context), formBy(Demand, form));
    return ended > 0
      ? `Changed; sessions of admins without a second factor that have ended: ${ended}.`
      : 'Changed.';
  });
}
