import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { assignMany } from '#reconciliation/resolution/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Selected } from './selected.ts';

export { default, loader, meta } from './list.tsx';

const ORDER = { schema: z.object({ selected: Selected }), secret: [] };

/** Takes the ticked ones into review by the one who asks. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return answerForm(form, ORDER, async ({ selected }) => {
    await assertCanAccess(context.sql, person, 'discrepancies', selected);
    const count = await assignMany(context.sql, actorOf(person, context), selected, person.id);
    const to = safeRedirect(form.get('to'), '/discrepancies');
    return returnTo(context, to, { tone: 'good', message: `${count} in review by you.` });
  });
}
