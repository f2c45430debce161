import type { ActionFunctionArgs } from '@remix-run/node';
import { addChannel } from '#reconciliation/alerts/channels.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { answerForm } from '../../../forms/answer-form.server.ts';
import { newChannelForm } from './alert-schema.server.ts';

export { default, loader, meta } from './alerts.tsx';

/** Makes a channel; the secret of a webhook is shown this once. The address of Slack is a secret itself. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'settings.change');
  const account = await currentAccount(request, context, person);
  const form = await request.formData();
  const rules = {
    schema: newChannelForm(context.isPrivateAllowed),
    secret: form.get('channel') === 'slack' ? ['target'] : [],
    at: { name_taken: 'name' },
  };
  return answerForm(form, rules, async (given) => {
    const secret = await addChannel(context.sql, context.vault, actorOf(person, context), account, given);
    const message = `“${given.name}” is there.${secret ? ' Its calls are signed with this secret:' : ''}`;
    return { message, ...(secret && { secrets: [secret] }) };
  });
}
