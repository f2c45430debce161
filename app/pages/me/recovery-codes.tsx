import type { ActionFunctionArgs } from '@remix-run/node';
import { assertOwnPassword } from '#identity/people/password-links.ts';
import { renewRecoveryCodes } from '#identity/people/second-factor.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { tellingLog } from '../../http/tell-failure.server.ts';
import { OWN_PASSWORD } from './own-password.server.ts';

export { default, loader, meta } from './me.tsx';

/** Makes new recovery codes, which are shown this once. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const { sql, address } = context;
  return answerForm(await request.formData(), OWN_PASSWORD, async ({ current }) => {
    await assertOwnPassword(sql, person, current, { address, tell: tellingLog(context) });
    const secrets = await renewRecoveryCodes(sql, person, actorOf(person, context));
    return { message: 'Your recovery codes', secrets };
  });
}
