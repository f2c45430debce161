import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { noteDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { idParam } from '../../forms/form.ts';

export { default, loader, meta } from './detail.tsx';

const NOTE = {
  schema: z.object({ note: z.string().max(500, 'at most 500 characters') }),
  secret: [],
  at: { note_needed: 'note' },
};

/** Adds a note to a discrepancy. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  return answerForm(await request.formData(), NOTE, async ({ note }) => {
    await noteDiscrepancy(context.sql, actorOf(person, context), id, note);
    return returnTo(context, `/discrepancies/${id}`, { tone: 'good', message: 'Noted.' });
  });
}
