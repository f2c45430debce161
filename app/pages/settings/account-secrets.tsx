import type { ActionFunctionArgs } from '@remix-run/node';
import { rotateSecret } from '#identity/accounts/account-keys.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { smallIdParam } from '../../forms/form.ts';
import { RotationForm } from './account-forms.ts';
import { SECRET_LABELS } from './secret-labels.ts';

export { default, loader, meta } from './account.tsx';

/** Puts a new secret of an account in the place of an old one. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'accounts.manage');
  const id = smallIdParam(params.id);
  const { sql, vault } = context;
  const rules = { schema: RotationForm, secret: ['secret'] };
  return answerForm(await request.formData(), rules, async ({ kind, secret: plain, overlapHours }) => {
    await rotateSecret(sql, vault, actorOf(person, context), id, { kind, plain, overlapHours });
    context.connections.refresh();
    return { message: `${SECRET_LABELS[kind]} rotated.` };
  });
}
