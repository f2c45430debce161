import type { ActionFunctionArgs } from '@remix-run/node';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { takeInRefused } from '#reconciliation/comparison/take-in-refused.ts';
import { actorOf, requireAccountAccess, requirePerson } from '../../access/access.server.ts';
import { actThenRedirect, safeRedirect } from '../../forms/answer.server.ts';
import { idParam } from '../../forms/form.ts';
import { labelOf } from '../../ui/values/label-of.ts';

export { ErrorBoundary } from '../in-frame.tsx';

/** Verifies one refused callback by the secrets of now, and takes it in. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'callback.take_in');
  const id = idParam(params.id);
  await requireAccountAccess(context, person, 'refused_callbacks', [id]);
  const { sql, vault, connections } = context;
  const to = safeRedirect((await request.formData()).get('to'), `/refused-callbacks/${id}`);
  return actThenRedirect(context, to, async () => {
    const tools = { vault, connections, exponentOf: await exponentsOf(sql) };
    const { verdict, invoiceId } = await takeInRefused(sql, tools, actorOf(person, context), id);
    const of = invoiceId ? ` of ${invoiceId}` : '';
    return `Refused callback ${id}${of} was verified and taken in. Verdict: ${labelOf(verdict)}.`;
  });
}
