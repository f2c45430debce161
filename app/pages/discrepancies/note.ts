import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { noteDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, formBy } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';

const Note = z.object({ note: z.string().max(500, 'at most 500 characters') });

/** Adds a note to a discrepancy. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'discrepancy.resolve');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'discrepancies', [id]);
  const form = await request.formData();
  return actThenRedirect(context, `/discrepancies/${id}`, async () => {
    await noteDiscrepancy(context.sql, actorOf(person, context), id, formBy(Note, form).note);
    return 'Noted.';
  });
}
