import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { may } from '#identity/permissions/permissions.ts';
import { Refusal } from '#identity/refusal.ts';
import { reopenDay } from '#reconciliation/reports/day-close.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { dayParam } from './day-param.server.ts';

export { default, loader, meta } from './day.tsx';

const Words = z.object({
  reason: z.string().max(500, 'at most 500 characters').default(''),
  confirmed: z.string().optional(),
});

/** Opens a closed day again, or withdraws one's own signature; the close stays on record. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'day.close');
  const account = await currentAccount(request, context, person);
  const day = dayParam(params.day);
  const rules = { schema: Words, secret: [], at: { reason_needed: 'reason', unconfirmed: 'reason' } };
  return answerForm(await request.formData(), rules, async (given) => {
    if (given.confirmed !== 'on')
      throw new Refusal('unconfirmed', 'tick the box beside it: the signed figures then stop counting');
    await reopenDay(context.sql, actorOf(person, context), account, day, {
      reason: given.reason,
      mayReopen: may(person.role, 'day.reopen'),
    });
    return returnTo(context, `/reports/${day}`, { tone: 'good', message: `${day} is open again.` });
  });
}
