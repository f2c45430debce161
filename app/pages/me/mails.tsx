import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { chooseMails } from '#identity/people/mail-choices.ts';
import { requirePerson } from '../../access/access.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';

export { default, loader, meta } from './me.tsx';

const ticked = z.literal('on', 'tick it, or do not').optional().transform(Boolean);
const CHOICE = { schema: z.object({ assignments: ticked, mentions: ticked }), secret: [] };

/** Keeps what somebody is told of by mail. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  return answerForm(await request.formData(), CHOICE, async (given) => {
    await chooseMails(context.sql, person.id, given);
    return returnTo(context, '/me', { tone: 'good', message: 'Your choice is kept.' });
  });
}
