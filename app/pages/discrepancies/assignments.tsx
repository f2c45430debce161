import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { assertCanAccess } from '#identity/permissions/visibility.ts';
import { Refusal } from '#identity/refusal.ts';
import { assignMany } from '#reconciliation/discrepancies/bulk.ts';
import { actorOf, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { Selected } from './selected.ts';

const Order = z.object({ selected: Selected });

/** Takes the ticked ones into review by the one who asks. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), '/discrepancies'), async () => {
    const order = Order.safeParse({ selected: form.getAll('selected') });
    if (!order.success) throw new Refusal('bad_order', 'Tick at least one discrepancy.');
    const { selected } = order.data;
    await assertCanAccess(context.sql, person, 'discrepancies', selected);
    const count = await assignMany(context.sql, actorOf(person, context), selected, person.id);
    return `${count} in review by you.`;
  });
}
