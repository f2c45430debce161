import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';

/** The settings begin with what everybody may see of them. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  await currentAccount(request, context, person);
  return redirect(`/settings/reconciliation${new URL(request.url).search}`);
}
