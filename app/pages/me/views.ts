import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { LISTS_WITH_VIEWS, removeView, saveView } from '#identity/people/saved-views.ts';
import { requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, formBy } from '../../forms/answer.server.ts';
import { rowId } from '../../forms/form.ts';

const list = z.enum(LISTS_WITH_VIEWS);
const Act = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('save'),
    list,
    name: z.string().trim().min(1, 'give it a name').max(40, 'at most 40 characters'),
    query: z.string().max(1000),
  }),
  z.object({ act: z.literal('remove'), list, id: rowId }),
]);

/** Keeps a filter of a list under a name, or forgets one. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  const where = list.catch('discrepancies').parse(form.get('list'));
  const isSaved = form.get('act') === 'save';
  const to = isSaved ? `/${where}?${new URLSearchParams(String(form.get('query') ?? ''))}` : `/${where}`;
  return actThenRedirect(context, to, async () => {
    const act = formBy(Act, form);
    if (act.act === 'remove') {
      await removeView(context.sql, person.id, act.id);
      return 'The view is gone.';
    }
    const query = new URLSearchParams(act.query).toString();
    await saveView(context.sql, person.id, { list: act.list, name: act.name, query });
    return `Kept as “${act.name}”.`;
  });
}
