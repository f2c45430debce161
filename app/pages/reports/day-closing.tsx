import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { closeDay } from '#reconciliation/reports/day-close.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { dayParam } from './day-param.server.ts';

export { default, loader, meta } from './day.tsx';

const Words = z.object({
  seen: z.string().max(100).default(''),
  note: z.string().max(500, 'at most 500 characters').default(''),
});

/** Closes a day with the figures that were seen. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const rules = { schema: Words, secret: [], at: { note_needed: 'note' } };
  return answerForm(await request.formData(), rules, async (given) => {
    await closeDay(context.sql, actorOf(person, context), account, day, given.note, given.seen);
    const message = account.twoPersonClose
      ? `${day} is signed. Somebody else must confirm it.`
      : `${day} is closed.`;
    return returnTo(context, `/reports/${day}`, { tone: 'good', message });
  });
}
