import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { Refusal } from '#identity/refusal.ts';
import { assignDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { idParam, rowId } from '../../forms/form.ts';

const To = z.union([z.literal('none').transform(() => null), rowId]);

/** Gives a discrepancy to somebody to review: to the one who asks, unless the form names another. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), `/discrepancies/${id}`), async () => {
    const named = To.optional().safeParse(form.get('assignee') ?? undefined);
    if (!named.success) throw new Refusal('bad_assignee', 'Choose who is to review it.');
    const to = named.data === undefined ? person.id : named.data;
    await assignDiscrepancy(context.sql, actorOf(person, context), id, to);
    return to === person.id ? 'In review by you.' : to === null ? 'Nobody reviews it now.' : 'Given on.';
  });
}
