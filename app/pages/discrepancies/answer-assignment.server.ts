import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { idParam } from '../../forms/form.ts';

const WHOM = {
  schema: z.object({
    assignee: z
      .string()
      .regex(/^(none|[1-9]\d{0,8})$/, 'choose who is to review it')
      .transform((text) => (text === 'none' ? null : Number(text)))
      .optional(),
  }),
  secret: [],
  at: { not_theirs: 'assignee' },
};

/**
 * Gives one discrepancy to somebody to review: to the one who asks, unless its form names another.
 * @param named its number, as the address says it
 */
export async function answerAssignment(
  { request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>,
  named: string | undefined,
) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(named);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  return answerForm(form, WHOM, async ({ assignee = person.id }) => {
    await assignDiscrepancy(context.sql, actorOf(person, context), id, assignee);
    const whose = assignee === null ? 'Nobody reviews it now.' : 'Given on.';
    const message = assignee === person.id ? 'In review by you.' : whose;
    return returnTo(context, safeRedirect(form.get('to'), `/discrepancies/${id}`), { tone: 'good', message });
  });
}
