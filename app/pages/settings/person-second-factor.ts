import type { ActionFunctionArgs } from '@remix-run/node';
import { removeSecondFactor } from '#identity/people/second-factor.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { smallIdParam } from '../../forms/form.ts';
import { assertSomebodyElse } from './somebody-else.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Takes the second factor of somebody away, who has lost it. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const admin = await requirePerson(request, context, 'people.manage');
  const id = smallIdParam(params.id);
  return actThenRedirect(context, `/settings/people/${id}`, async () => {
    assertSomebodyElse(admin.id, id);
    await removeSecondFactor(context.sql, id, actorOf(admin, context));
    return 'Their second factor is removed.';
  });
}
