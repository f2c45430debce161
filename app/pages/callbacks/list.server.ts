import type { LoaderFunctionArgs } from '@remix-run/node';
import { assertDaysInOrder, readFilter } from '#identity/filter.ts';
import { arrangementOf } from '#identity/people/saved-views.ts';
import { may } from '#identity/permissions/permissions.ts';
import { quarantinedRows } from '#reconciliation/books/quarantined.ts';
import { callbacks, countQuarantinedAndRefused } from '#reconciliation/callbacks/callbacks.ts';
import { callbacksByDay } from '#reconciliation/callbacks/callbacks-by-day.ts';
import { refusedCallbacks } from '#reconciliation/callbacks/refused-callbacks.ts';
import { serviceLevel } from '#reconciliation/callbacks/service-level.ts';
import { requirePerson } from '../../access/access.server.ts';
import { currentAccount } from '../../access/account.server.ts';
import { withParams } from '../../forms/address.ts';
import { BY_NUMBER, keysetPage } from '../../forms/keyset.ts';
import { CALLBACK_LIST } from './filter.server.ts';

const PAGE = 50;
const SHOWN = 100;
/** Of how many days the service level is, and the chart. */
const DAYS = 7;
const CHARTED_DAYS = 14;

/** What the page of callbacks shows: one of its three lists, the service level, the days. */
export async function callbacksPage({ request, context }: LoaderFunctionArgs) {
  const person = await requirePerson(request, context, 'books.read');
  const account = await currentAccount(request, context, person);
  const { sql } = context;
  const url = new URL(request.url);
  const asked = readFilter(CALLBACK_LIST, url.searchParams);
  assertDaysInOrder(asked);
  const { mode, show, verdict, reason, search, from, to, sort, before } = asked;
  const narrowed = { accountId: account.id, timeZone: account.timeZone, reason, search, from, to };
  const isOldestFirst = sort === '-received';
  const page = { before, limit: PAGE + 1, isOldestFirst };
  const withUnaddressed = person.accounts === null;
  const now = new Date();
  const [rows, refused, quarantined, counts, level, days, { hidden }] = await Promise.all([
    show === 'inbox' ? callbacks(sql, { ...narrowed, mode, verdict }, page) : [],
    show === 'refused' ? refusedCallbacks(sql, { ...narrowed, withUnaddressed }, page) : [],
    show === 'quarantine' ? quarantinedRows(sql, account.id, SHOWN) : [],
    countQuarantinedAndRefused(sql, account.id, withUnaddressed),
    serviceLevel(sql, account.id, mode, DAYS, now),
    callbacksByDay(sql, account, mode, { count: CHARTED_DAYS, now, withUnaddressed }),
    arrangementOf(sql, person.id, 'callbacks'),
  ]);
  const isTailed = asked.tail === 'on' && before === undefined && show === 'inbox' && !isOldestFirst;
  return {
    accountId: account.id,
    account: account.slug,
    zone: account.timeZone,
    received: keysetPage(url, rows, PAGE, before, BY_NUMBER),
    refused: keysetPage(url, refused, PAGE, before, BY_NUMBER),
    filter: { mode, show, verdict, reason, search, from, to },
    ...{ hidden, quarantined, counts, level, days, isTailed, levelDays: DAYS },
    tabs: tabsOf(url, show, mode, counts),
    tailHref: withParams(url, { tail: isTailed ? undefined : 'on', before: undefined, sort: undefined }),
    order: orderOf(url, isOldestFirst),
    here: url.pathname + url.search,
    exportHref: may(person.role, 'books.export') ? `/reports/callbacks/export${url.search}` : null,
    mayReplay: may(person.role, 'quarantine.replay'),
  };
}

/** How the column of receipt is sorted, and the way to the other order. */
function orderOf(url: URL, isOldestFirst: boolean): Order {
  const href = withParams(url, {
    sort: isOldestFirst ? undefined : '-received',
    ...{ before: undefined, tail: undefined },
  });
  return { key: 'at', direction: isOldestFirst ? 'asc' : 'desc', href };
}

/** The sorted column of a list of callbacks. */
export type Order = { key: string; direction: 'asc' | 'desc'; href: string };

type Shown = 'inbox' | 'quarantine' | 'refused';

/** The lists; the filter of one is none of another. */
function tabsOf(url: URL, shown: Shown, mode: string, counts: Record<'quarantined' | 'refused', number>) {
  const account = url.searchParams.get('account') ?? undefined;
  const tab = (key: Shown, label: string, count?: number) => ({
    ...{ label, count, active: shown === key },
    href: withParams(new URL(url.pathname, url), {
      ...{ account, mode: mode === 'test' ? mode : undefined },
      show: key === 'inbox' ? undefined : key,
    }),
  });
  return [
    tab('inbox', 'Received'),
    tab('quarantine', 'In quarantine', counts.quarantined),
    tab('refused', 'Refused', counts.refused),
  ];
}
