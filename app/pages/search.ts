import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import type { z } from 'zod';
import { oneOf, readFilter, text } from '#identity/filter.ts';
import { invoices } from '#reconciliation/books/invoices.ts';
import { onlyTheirs } from '#reconciliation/books/only-theirs.ts';
import { requirePerson } from '../access/access.server.ts';
import { currentAccount } from '../access/account.server.ts';
import { PAGE_ADDRESS } from '../forms/page-address.ts';
import { typedFilter } from '../forms/typed-filter.ts';
import { domainErrorOf } from '../http/domain-errors.server.ts';
import type { Hits } from '../ui/frame/palette.tsx';

const FEW = 8;
const SEARCH = PAGE_ADDRESS.extend({ q: text.optional(), as: oneOf(['list']).optional() });

/**
 * The search from anywhere: by an id, a reference, an amount, or a typed filter (`status:processed currency:EUR`). One hit
 * leads to its invoice, more of them to the list. With `as=list` it answers the first few instead, for the palette.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { searchParams } = new URL(request.url);
  const isList = searchParams.get('as') === 'list';
  const { q: query, mode: shownMode } = asked(searchParams, isList);
  if (query === undefined) return redirect('/invoices');
  const typed = typedFilter(query, shownMode);
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

/**
 * What is searched for. Words that cannot be searched for are shown by the list, where they can be mended.
 * @throws the redirect to the list, or 422
 */
function asked(params: URLSearchParams, isList: boolean): z.output<typeof SEARCH> {
  try {
    return readFilter(SEARCH, params);
  } catch (error) {
    const [first, ...others] = domainErrorOf(error)?.unreadable ?? [];
    if (isList || first?.name !== 'q' || others.length > 0 || params.getAll('q').length > 1) throw error;
    const mode = params.get('mode') ?? 'live';
    throw redirect(`/invoices?${new URLSearchParams({ mode, search: first.value })}`);
  }
}
