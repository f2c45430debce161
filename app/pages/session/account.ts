import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { visibleAccount } from '#identity/permissions/visibility.ts';
import { requirePerson } from '../../access/access.server.ts';
import { safeRedirect } from '../../forms/answer.server.ts';

/** Chooses the account that the pages show from now on. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const form = await request.formData();
  const slug = String(form.get('account') ?? '');
  const account = await visibleAccount(context.sql, person, slug);
  const headers = { 'set-cookie': await context.cookies.account.serialize(account.slug) };
  return redirect(safeRedirect(form.get('to'), '/'), { headers });
}

export function loader() {
  return redirect('/');
}
