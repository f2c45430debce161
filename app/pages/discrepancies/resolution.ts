import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { Refusal } from '#identity/refusal.ts';
import { reopenDiscrepancy, resolveDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';
import { RESOLUTIONS_TO_CHOOSE } from './resolutions-to-choose.ts';

const How = z.object({
  resolution: z.enum(RESOLUTIONS_TO_CHOOSE),
  note: z.string().trim().max(500),
  fingerprint: z.string().max(100).optional(),
});

/** The resolution of one discrepancy: made by POST, taken back by DELETE (or `_method=delete` from a form). */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  const isDelete = request.method === 'DELETE' || form.get('_method') === 'delete';
  const page = `/discrepancies/${id}`;
  const to = safeRedirect(form.get('to'), page);
  const act = async () => {
    if (isDelete) {
      await reopenDiscrepancy(context.sql, actorOf(person, context), id);
      return 'Opened again.';
    }
    const how = How.safeParse(Object.fromEntries(form));
    if (!how.success) throw new Refusal('bad_resolution', 'Choose a resolution and say why.');
    const at = await resolveDiscrepancy(context.sql, actorOf(person, context), id, how.data);
    return { tone: 'good' as const, message: 'Resolved.', undo: at };
  };
  return actThenRedirect(context, to, act, safeRedirect(form.get('here'), to));
}
