import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { LISTS_WITH_VIEWS, saveView } from '#identity/people/saved-views.ts';
import { requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

const list = z.enum(LISTS_WITH_VIEWS);
const View = z.object({
  list,
  name: z.string().trim().min(1, 'give it a name').max(40, 'at most 40 characters'),
  query: z.string().max(1000),
});

/** Keeps a filter of a list under a name. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  const where = list.catch('discrepancies').parse(form.get('list'));
  const to = `/${where}?${new URLSearchParams(String(form.get('query') ?? ''))}`;
  return actThenRedirect(context, to, async () => {
    const { name, ...view } = formBy(View, form);
    const query = new URLSearchParams(view.query).toString();
    await saveView(context.sql, person.id, { list: view.list, name, query });
    return `Kept as “${name}”.`;
  });
}
