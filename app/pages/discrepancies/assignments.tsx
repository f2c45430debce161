import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { assignMany } from '#reconciliation/resolution/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Assignee } from './assignee.ts';
import { Selected } from './selected.ts';

export { default, loader, meta } from './list.tsx';

const ORDER = {
  schema: z.object({
    selected: Selected,
    /** Which button was pressed: the one beside the names, or the one for oneself. */
    whom: z.enum(['assignee']).optional(),
    assignee: Assignee.optional(),
  }),
  secret: [],
  at: { not_theirs: 'assignee' },
};

/** Gives the ticked ones to somebody to review, or takes them into review by the one who asks. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return answerForm(form, ORDER, async ({ selected, whom, assignee = null }) => {
    await assertCanAccess(context.sql, person, 'discrepancies', selected);
    const reviewer = whom === 'assignee' ? assignee : person.id;
    const count = await assignMany(context.sql, actorOf(person, context), selected, reviewer);
    const to = safeRedirect(form.get('to'), '/discrepancies');
    const others = reviewer === null ? 'reviewed by nobody now' : 'assigned';
    const message = `${count} ${reviewer === person.id ? 'in review by you' : others}.`;
    return returnTo(context, to, { tone: 'good', message });
  });
}
