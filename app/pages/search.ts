import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import { invoices } from '#reconciliation/book/invoices.ts';
import { onlyTheirs } from '#reconciliation/discrepancies/only-theirs.ts';
import { requirePerson } from '../access.server.ts';
import { currentAccount } from '../account.server.ts';
import { mode as modeField, optionalText } from '../form.ts';
import { typedFilter } from '../typed-filter.ts';
import type { Hits } from '../ui/palette.tsx';

const FEW = 8;

/**
 * The search from anywhere: by an id, a reference, an amount, or a typed filter (`status:processed currency:EUR`). One hit
 * leads to its invoice, more of them to the list. With `as=list` it answers the first few instead, for the palette.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const params = new URL(request.url).searchParams;
  const query = optionalText.catch(undefined).parse(params.get('q') ?? '');
  const isList = params.get('as') === 'list';
  if (query === undefined) return redirect('/invoices');
  const typed = typedFilter(query, modeField.parse(params.get('mode')));
  if (typed) {
    return isList ? ({ query, invoices: [], allHref: typed } satisfies Hits) : redirect(typed);
  }
  const limit = isList ? FEW : 2;
  const filter = { accountId: account.id, mode: 'all', search: query } as const;
  const ours = await invoices(context.sql, filter, { limit });
  const found = ours.length > 0 ? ours : await onlyTheirs(context.sql, account.id, query, limit);
  const [only, second] = found;
  const mode = only && found.every((one) => one.mode === only.mode) ? only.mode : 'live';
  const search = new URLSearchParams({ mode, search: query });
  // Several that our book does not hold are in no list of its invoices, but on the work list once a run has compared them.
  const allHref = ours.length === 0 && second ? `/discrepancies?state=all&${search}` : `/invoices?${search}`;
  if (isList) {
    // As text: the address answers plain JSON, too, which has no integers of that size.
    const hits = found.map(({ id, referenceId, status, amount, mode: of }) => ({
      ...{ id, referenceId, status },
      amount: { ...amount, minor: amount.minor.toString() },
      mode: of,
    }));
    return { query, invoices: hits, allHref } satisfies Hits;
  }
  return redirect(only && !second ? `/invoices/${encodeURIComponent(only.id)}?mode=${only.mode}` : allHref);
}
