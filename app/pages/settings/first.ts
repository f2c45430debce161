import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { requirePerson } from '../../access/access.server.ts';

/** The settings begin with what everybody may see of them. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requirePerson(request, context, 'books.read');
  return redirect(`/settings/reconciliation${new URL(request.url).search}`);
}
