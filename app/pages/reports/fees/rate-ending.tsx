import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { endRate } from '#reconciliation/reports/fees/enter-rate.ts';
import { actorOf, requirePerson } from '../../../access/access.server.ts';
import { currentAccount } from '../../../access/account.server.ts';
import { returnTo } from '../../../forms/answer.server.ts';
import { answerForm } from '../../../forms/answer-form.server.ts';
import { idParam } from '../../../forms/form.ts';

export { default, loader, meta } from './rate.tsx';

const LastDay = z.object({ to: z.iso.date('must be a day, YYYY-MM-DD') });

/** Says on which day a rate ends. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'fees.manage');
  const account = await currentAccount(request, context, person);
  const id = idParam(params.id);
  const rules = { schema: LastDay, secret: [], at: { days_in_wrong_order: 'to', rate_overlaps: 'to' } };
  return answerForm(await request.formData(), rules, async ({ to }) => {
    await endRate(context.sql, actorOf(person, context), account, id, to);
    return returnTo(context, `/reports/fees/rates/${id}`, { tone: 'good', message: `It ends with ${to}.` });
  });
}
