import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { resolveMany } from '#reconciliation/discrepancies/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { RESOLUTIONS_TO_CHOOSE } from './resolutions-to-choose.ts';
import { Selected } from './selected.ts';

const Order = z.object({
  resolution: z.enum(RESOLUTIONS_TO_CHOOSE),
  note: z.string().trim().min(1).max(500),
  selected: Selected,
});

/** Resolves the ticked ones with one reason and note. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), '/discrepancies'), async () => {
    const order = Order.safeParse({ ...Object.fromEntries(form), selected: form.getAll('selected') });
    if (!order.success) {
      throw new Refusal('bad_order', 'Tick at least one discrepancy, choose a resolution and say why.');
    }
    const { selected, ...how } = order.data;
    await assertCanAccess(context.sql, person, 'discrepancies', selected);
    const { count, at } = await resolveMany(context.sql, actorOf(person, context), selected, how);
    return { tone: 'good', message: `${count} resolved.`, ...(count > 0 && { undo: at }) };
  });
}
