import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { accountBySlug } from '#reconciliation/accounts.ts';
import { sees } from '#reconciliation/people/visibility.ts';
import { requirePerson } from '../../access.server.ts';
import { orRefuse, ownPath } from '../../answer.server.ts';

/** Chooses the account that the pages show from now on. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const form = await request.formData();
  const account = await orRefuse(() => accountBySlug(context.sql, String(form.get('account') ?? '')));
  const slug = sees(person, account.id) ? account.slug : '';
  const headers = { 'set-cookie': await context.cookies.account.serialize(slug) };
  return redirect(ownPath(form.get('to'), '/'), { headers });
}

export function loader() {
  return redirect('/');
}
