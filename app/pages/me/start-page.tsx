import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { chooseStartPage, START_PAGES } from '#identity/people/start-page.ts';
import { requirePerson } from '../../access/access.server.ts';
import { returnTo } from '../../forms/answer.server.ts';
import { answerForm } from '../../forms/answer-form.server.ts';

export { default, loader, meta } from './me.tsx';

const CHOICE = {
  schema: z.object({ startPage: z.enum(['', ...START_PAGES], 'choose one of the list') }),
  secret: [],
};

/** Keeps what somebody's day begins with. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  return answerForm(await request.formData(), CHOICE, async ({ startPage }) => {
    await chooseStartPage(context.sql, person.id, startPage === '' ? null : startPage);
    return returnTo(context, '/me', { tone: 'good', message: 'Your start page is kept.' });
  });
}
