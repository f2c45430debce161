import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { changeName } from '#identity/people/people.ts';
import { requirePerson } from '../../access/access.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';
import { PERSON_NAME } from '../../forms/person-name.ts';

export { default, loader, meta } from './me.tsx';

const NAME = { schema: z.object({ name: PERSON_NAME }), secret: [], at: { name_taken: 'name' } };

/** Keeps what somebody is called. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  return answerForm(await request.formData(), NAME, async ({ name }) => {
    await changeName(context.sql, person.id, name);
    const message = name === null ? `You are shown as ${person.email}.` : `You are shown as ${name}.`;
    return returnTo(context, '/me', { tone: 'good', message });
  });
}
