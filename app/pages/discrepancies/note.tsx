import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { noteDiscrepancy } from '#reconciliation/discrepancies/life.ts';
import { actorOf } from '../../access/access.server.ts';
import { rowOfRequest } from '../../access/row-of-request.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';

export { default, loader, meta } from './detail.tsx';

const NOTE = {
  schema: z.object({ note: z.string().max(500, 'at most 500 characters') }),
  secret: [],
  at: { note_needed: 'note' },
};

/** Adds a note to a discrepancy. */
export async function action(given: ActionFunctionArgs) {
  const { request, context } = given;
  const { person, id } = await rowOfRequest(given, 'discrepancy.resolve', 'discrepancies', given.params.id);
  return answerForm(await request.formData(), NOTE, async ({ note }) => {
    await noteDiscrepancy(context.sql, actorOf(person, context), id, note);
    const to = `/discrepancies/${id}${new URL(request.url).search}`;
    return returnTo(context, to, { tone: 'good', message: 'Note added.' });
  });
}
