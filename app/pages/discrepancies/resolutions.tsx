import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { RESOLUTIONS_TO_CHOOSE } from '#reconciliation/discrepancies/fitting-resolutions.ts';
import { resolveMany } from '#reconciliation/resolution/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { Selected } from './selected.ts';

export { default, loader, meta } from './list.tsx';

const ORDER = {
  schema: z.object({
    selected: Selected,
    resolution: z.enum(RESOLUTIONS_TO_CHOOSE, 'choose a resolution'),
    note: z.string('say why').trim().max(500, 'at most 500 characters'),
  }),
  secret: [],
  at: { note_needed: 'note' },
};

/** Resolves the ticked ones with one reason and note. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return answerForm(form, ORDER, async ({ selected, ...how }) => {
    await assertCanAccess(context.sql, person, 'discrepancies', selected);
    const { count, at } = await resolveMany(context.sql, actorOf(person, context), selected, how);
    const undo = count > 0 ? at : undefined;
    const to = safeRedirect(form.get('to'), '/discrepancies');
    return returnTo(context, to, { tone: 'good', message: `${count} resolved.`, undo });
  });
}
