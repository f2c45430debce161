import type { ActionFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { LISTS_WITH_VIEWS, removeView } from '#identity/people/saved-views.ts';
import { requirePerson } from '../../access/access.server.ts';
import { actThenRedirect } from '../../forms/answer.server.ts';
import { rowId } from '../../forms/form.ts';
import { formBy } from '../../forms/form-by.ts';

export { ErrorBoundary } from '../in-frame.tsx';

const list = z.enum(LISTS_WITH_VIEWS);
const Which = z.object({ list, id: rowId });

/** Forgets a filter that was kept. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'self.manage');
  const form = await request.formData();
  const where = list.catch('discrepancies').parse(form.get('list'));
  return actThenRedirect(context, `/${where}`, async () => {
    await removeView(context.sql, person.id, formBy(Which, form).id);
    return 'The view is gone.';
  });
}
