import { type LoaderFunctionArgs, redirect } from '@remix-run/node';
import type { z } from 'zod';
import type { Account } from '#identity/accounts/accounts.ts';
import { oneOf, readFilter, text } from '#identity/filter.ts';
import type { Person } from '#identity/people/people.ts';
import type { Mode } from '#paymega/mode.ts';
import { type InvoiceRow, invoices } from '#reconciliation/books/invoices.ts';
import { type OnlyTheirs, onlyTheirs } from '#reconciliation/books/only-theirs.ts';
import { byPartOfReference } from '#reconciliation/books/part-of-reference.ts';
import { saidInCallbacks } from '#reconciliation/callbacks/said-in-callbacks.ts';
import { requirePerson } from '../access/access.server.ts';
import { currentAccount } from '../access/account.server.ts';
import type { Context } from '../context.ts';
import { PAGE_ADDRESS } from '../forms/page-address.ts';
import { typedFilter } from '../forms/typed-filter.ts';
import { domainErrorOf } from '../http/domain-errors.server.ts';
import type { Hits } from '../ui/frame/palette-hits.tsx';
import { actsOf } from './search-acts.server.ts';
import { placesOf } from './search-places.server.ts';

const FEW = 8;
const SEARCH = PAGE_ADDRESS.extend({ q: text.optional(), as: oneOf(['list']).optional() });

/**
 * The search from anywhere: by an id, a reference or a part of it, an amount, or a typed filter (`status:processed
 * currency:EUR`). One hit leads to its invoice, more of them to the list that has them, or to the newest where none does. With `as=list` it answers the first few instead,
 * with days, runs, kinds and acts, for the palette.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { searchParams } = new URL(request.url);
  const isList = searchParams.get('as') === 'list';
  const { q: query, mode: shownMode } = asked(searchParams, isList);
  if (isList) return listed(context, person, account, query ?? '', shownMode);
  if (query === undefined) return redirect('/invoices');
  const typed = typedFilter(query, shownMode);
  if (typed) return redirect(typed);
  const { found, allHref } = await search(context.sql, account.id, query, 2);
  const [first, second] = found;
  if (first && (!second || allHref === null))
    return redirect(`/invoices/${encodeURIComponent(first.id)}?mode=${first.mode}`);
  return redirect(allHref ?? listOf([], query, '/invoices?'));
}

/** The first few of everything that a text means, for the palette; for no text what may be done. */
async function listed(
  { sql }: Pick<Context, 'sql'>,
  person: Person,
  account: Account,
  query: string,
  mode: Mode,
): Promise<Hits> {
  const now = new Date();
  const acts = actsOf(person, account, query, mode, now);
  if (query === '') return { query, acts, places: [], invoices: [], allHref: null };
  const typed = typedFilter(query, mode);
  if (typed) return { query, acts, places: [], invoices: [], allHref: typed };
  const [places, { found, allHref }] = await Promise.all([
    placesOf(sql, account, query, mode, now),
    search(sql, account.id, query, FEW),
  ]);
  // As text: the address answers plain JSON, too, which has no integers of that size.
  const hits = found.map(({ id, referenceId, status, amount, mode: of }) => ({
    ...{ id, referenceId, status },
    amount: { ...amount, minor: amount.minor.toString() },
    mode: of,
  }));
  return { query, acts, places, invoices: hits, allHref };
}

type Found = { found: readonly (InvoiceRow | OnlyTheirs)[]; allHref: string | null };

/**
 * The invoices that a text means: in our book, in Paymega's alone, by a part of their reference, or by what a callback
 * says of them, such as their customer; and the list that has all of them, where one does.
 */
async function search(sql: Context['sql'], accountId: number, query: string, limit: number): Promise<Found> {
  const ours = await invoices(sql, { accountId, mode: 'all', search: query }, { limit });
  if (ours.length > 0) return { found: ours, allHref: listOf(ours, query, '/invoices?') };
  const theirs = await onlyTheirs(sql, accountId, query, limit);
  // Several that our book does not hold are in no list of its invoices, but on the work list once a run has
  // compared them.
  const list = theirs.length > 1 ? '/discrepancies?state=all&' : '/invoices?';
  if (theirs.length > 0) return { found: theirs, allHref: listOf(theirs, query, list) };
  const parts = await byPartOfReference(sql, accountId, query, limit);
  if (parts.found.length > 0)
    return { found: parts.found, allHref: parts.search && listOf(parts.found, parts.search, '/invoices?') };
  const ids = await saidInCallbacks(sql, accountId, query, limit);
  return { found: await invoices(sql, { accountId, mode: 'all', ids }, { limit }), allHref: null };
}

function listOf(found: Found['found'], text: string, list: string): string {
  const [first] = found;
  const mode = first && found.every((one) => one.mode === first.mode) ? first.mode : 'live';
  return `${list}${new URLSearchParams({ mode, search: text })}`;
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
