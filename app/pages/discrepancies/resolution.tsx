import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { resolveDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, returnTo, safeRedirect } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { idParam } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';
import { RESOLUTIONS_TO_CHOOSE } from './resolutions-to-choose.ts';

export { default, loader, meta } from './detail.tsx';

const HOW = {
  schema: z.object({
    resolution: z.enum(RESOLUTIONS_TO_CHOOSE, 'choose a resolution'),
    note: z.string('say why').trim().max(500, 'at most 500 characters'),
    fingerprint: z.string().max(100).optional(),
  }),
  secret: [],
  at: { note_needed: 'note' },
};

/**
 * Resolves one discrepancy. Beside the work list a refusal is told there, so that nobody loses their place in
 * it.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  const to = safeRedirect(form.get('to'), `/discrepancies/${id}`);
  const resolve = async (how: z.output<typeof HOW.schema>) => {
    const at = await resolveDiscrepancy(context.sql, actorOf(person, context), id, how);
    return { tone: 'good' as const, message: 'Resolved.', undo: at };
  };
  const list = form.get('here');
  if (list !== null)
    return actThenRedirect(context, to, () => resolve(formBy(HOW.schema, form)), safeRedirect(list, to));
  return answerForm(form, HOW, async (how) => returnTo(context, to, await resolve(how)));
}
