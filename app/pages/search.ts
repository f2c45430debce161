import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { invoices } from '#reconciliation/book/invoices.ts';
import { requirePerson } from '../access.server.ts';
import { currentAccount } from '../account.server.ts';
import { optionalText } from '../form.ts';

/** The search box: one hit leads to its invoice, more of them to the list. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const search = optionalText.catch(undefined).parse(new URL(request.url).searchParams.get('q') ?? '');
  if (search === undefined) return redirect('/invoices');
  const found = await invoices(context.sql, { accountId: account.id, mode: 'all', search }, { limit: 2 });
  const [only, second] = found;
  if (only && !second) return redirect(`/invoices/${encodeURIComponent(only.id)}?mode=${only.mode}`);
  const mode = only && found.every((one) => one.mode === only.mode) ? only.mode : 'live';
  return redirect(`/invoices?${new URLSearchParams({ mode, search })}`);
}
