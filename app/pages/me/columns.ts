import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { hideColumns, LISTS } from '#identity/people/saved-views.ts';
import { Refusal } from '#identity/refusal.ts';
import { requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';

export { ErrorBoundary } from '../in-frame.tsx';

const names = z.array(z.string().regex(/^[a-z]{1,20}$/)).max(30);
const Choice = z.object({ list: z.enum(LISTS), known: names, visible: names });

/** Keeps which columns of a list somebody sees. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  return actThenRedirect(context, safeRedirect(form.get('to'), '/'), async () => {
    const choice = Choice.safeParse({
      list: form.get('list'),
      known: form.getAll('known'),
      visible: form.getAll('shown'),
    });
    if (!choice.success) throw new Refusal('bad_choice', 'Choose among the columns that the list has.');
    const { list, known, visible } = choice.data;
    await hideColumns(
      context.sql,
      person.id,
      list,
      known.filter((one) => !visible.includes(one)),
    );
    return 'These columns are shown from now on.';
  });
}
