import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf } from '../../access/access.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Assignee } from './assignee.ts';

const WHOM = {
  schema: z.object({
    assignee: Assignee.optional(),
  }),
  secret: [],
  at: { not_theirs: 'assignee' },
};

/**
 * Gives one discrepancy to somebody to review: to the one who asks, unless its form names another.
 * @param named its number, as the address says it
 */
export async function answerAssignment(
  given: Pick<ActionFunctionArgs, 'request' | 'context'>,
  named: string | undefined,
) {
  const { request, context } = given;
  const { person, id } = await rowOfRequest(given, 'discrepancy.resolve', 'discrepancies', named);
  const form = await request.formData();
  return answerForm(form, WHOM, async ({ assignee = person.id }) => {
    await assignDiscrepancy(context.sql, actorOf(person, context), id, assignee);
    const whose = assignee === null ? 'Unassigned.' : 'Assigned.';
    const message = assignee === person.id ? 'In review by you.' : whose;
    return returnTo(context, safeRedirect(form.get('to'), `/discrepancies/${id}`), { tone: 'good', message });
  });
}
