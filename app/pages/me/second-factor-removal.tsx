import type { ActionFunctionArgs } from '@remix-run/node';
import { assertOwnPassword } from '#identity/people/password-links.ts';
import { removeSecondFactor } from '#identity/people/second-factor.ts';
import { settings } from '#identity/people/security-settings.ts';
import { Refusal } from '#identity/refusal.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { OWN_PASSWORD } from './own-password.server.ts';

export { default, loader, meta } from './me.tsx';

/** Takes one's own second factor away. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const { sql, address } = context;
  return answerForm(await request.formData(), OWN_PASSWORD, async ({ current }) => {
    await assertOwnPassword(sql, person, current, { address, tell: tellingLog(context) });
    if (person.role === 'admin' && (await settings(sql)).adminsNeedSecondFactor)
      throw new Refusal('factor_needed', 'admins sign in with a second factor here', 409);
    await removeSecondFactor(sql, person.id, actorOf(person, context));
    return { message: 'Your second factor is removed.' };
  });
}
