import type { Account } from '#identity/accounts/accounts.ts';
import { readFilter } from '#identity/filter.ts';
import { type TimelineEntry, timeline } from '#reconciliation/books/timeline.ts';
import { type DiscrepancyRow, neighbours } from '#reconciliation/discrepancies/list.ts';
import { SORTS } from '#reconciliation/discrepancies/sorts.ts';
import type { Context } from '../../context.ts';
import { withParams } from '../../forms/address.ts';
import { sortOf } from '../../forms/list-sort.ts';
import { WORK_LIST, workListFilter } from './filter.server.ts';

/**
 * The ways from a discrepancy to the list that it was opened from, and to what stands before and after it
 * there.
 */
export type InList = { listHref: string; previousHref: string | null; nextHref: string | null };

/**
 * Where a discrepancy stands in the list that its address names; in that of all that are unresolved where it
 * names none.
 * @throws FilterRefusal (422) where that is no list
 */
export async function placeInList(
  context: Pick<Context, 'sql'>,
  account: Pick<Account, 'id' | 'timeZone'>,
  personId: number,
  item: Pick<DiscrepancyRow, 'id' | 'mode'>,
  url: URL,
): Promise<InList> {
  const list = new URLSearchParams(url.searchParams.get('list') ?? '');
  list.set('mode', item.mode);
  const asked = readFilter(WORK_LIST, list);
  const filter = await workListFilter(context, account, personId, asked);
  const { previous, next } = await neighbours(context.sql, filter, sortOf(SORTS, asked), item.id);
  const to = (id: bigint | null) =>
    id === null ? null : withParams(new URL(`/discrepancies/${id}${url.search}`, url), {});
  if (item.mode === 'live') list.delete('mode');
  return {
    listHref: list.size > 0 ? `/discrepancies?${list}` : '/discrepancies',
    previousHref: to(previous),
    nextHref: to(next),
  };
}

const CALLBACKS = 20;

/**
 * The callbacks about the invoice of a discrepancy, believed and refused ones, newest first; none where it
 * has no invoice.
 */
export async function callbacksAbout(
  { sql }: Pick<Context, 'sql'>,
  accountId: number,
  { invoiceId }: Pick<DiscrepancyRow, 'invoiceId'>,
): Promise<TimelineEntry[]> {
  if (invoiceId === null) return [];
  const entries = await timeline(sql, accountId, invoiceId);
  return entries.filter(({ kind }) => kind === 'callback' || kind === 'refused_callback').slice(0, CALLBACKS);
}
