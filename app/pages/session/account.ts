import { type ActionFunctionArgs, redirect } from '@remix-run/node';
import { visibleAccount } from '#identity/permissions/visibility.ts';
import { requirePerson } from '../../access/access.server.ts';
import { visibleAccounts } from '../../access/account.server.ts';
import { safeRedirect } from '../../forms/answer.server.ts';

/** Chooses the account that the pages show from now on. */
export async function action({ request, context }: ActionFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const form = await request.formData();
  const slug = String(form.get('account') ?? '');
  const account = await visibleAccount(context.sql, person, slug);
  const headers = { 'set-cookie': await context.cookies.account.serialize(account.slug) };
  const to = safeRedirect(form.get('to'), '/');
  const isOneOfSeveral = (await visibleAccounts(request, context, person)).length > 1;
  return redirect(isOneOfSeveral ? withAccount(to, account.slug) : to, { headers });
}

/** Named, because the page from which one comes names the account of before. */
function withAccount(to: string, slug: string): string {
  const [path = '', query = ''] = to.split('?');
  const params = new URLSearchParams(query);
  params.set('account', slug);
  return `${path}?${params}`;
}

export function loader() {
  return redirect('/');
}
