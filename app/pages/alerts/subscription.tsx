import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { chooseOwnAlerts } from '#reconciliation/alerts/own-alerts.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Rules } from './rules-field.ts';

export { default, loader, meta } from './list.tsx';

const CHOICE = {
  schema: z.object({ rules: Rules }),
  secret: [],
};

/** Keeps what somebody wants to be told of by mail. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  return answerForm(await request.formData(), CHOICE, async (given) => {
    await chooseOwnAlerts(context.sql, person, account.id, given);
    return returnTo(context, '/alerts', { tone: 'good', message: 'Your choice is kept.' });
  });
}
