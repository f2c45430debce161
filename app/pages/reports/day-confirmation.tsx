import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { confirmDay } from '#reconciliation/reports/day-close.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { dayParam } from './day-param.server.ts';

export { default, loader, meta } from './day.tsx';

/** Confirms what somebody else has signed: the day is closed. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  return answerForm(await request.formData(), { schema: z.object({}), secret: [] }, async () => {
    await confirmDay(context.sql, actorOf(person, context), account, day);
    return returnTo(context, `/reports/${day}`, { tone: 'good', message: `${day} is closed.` });
  });
}
