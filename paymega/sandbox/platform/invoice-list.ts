import { hash } from '../history/seeded-random.ts';
import { type Answer, errorAnswer, jsonAnswer, notFound } from './answer.ts';
import type { FaultSwitches } from './faults.ts';
import { invoiceResource } from './invoice-document.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Ledger, Span } from './ledger.ts';
import { type ListQuery, readListQuery } from './list-query.ts';
import { nextLinkOf } from './next-link.ts';
import { faultyPage, pageOf } from './page.ts';
import type { Parts } from './parts.ts';

/** `GET /payment-invoices`: one page, with `links.next` and `meta.total` where no fault leaves them out. */
export function listInvoices(parts: Parts, url: URL): Answer {
  const { ledger, faults, addresses, maxPageSize } = parts;
  const habits = faults.switches;
  const asked = readListQuery(url.searchParams, maxPageSize, habits);
  if ('detail' in asked) {
    const { status, detail } = asked;
    return errorAnswer(status, { code: 'invalid_query', title: 'Invalid query', detail });
  }
  const isWindowIgnored = faults.strikes('ignoreCreatedFilter');
  const all = { ...asked, from: 0, to: Number.MAX_SAFE_INTEGER };
  const counted = inOrder(spanOf(ledger, isWindowIgnored ? all : asked), asked);
  if (counted.total === 0 && habits.nothing === 404) return notFound('no invoice is like that');
  if (counted.total === 0 && habits.nothing === 204) return { status: 204, body: '', headers: {} };
  const span = viewsOf(counted, asked, habits);
  const query = withinEnd(asked, span, habits);
  if ('status' in query) return query;
  const page = faultyPage(faults, span, query, pageOf(span, query));
  const hasNext = query.number * query.size < span.total;
  const total = habits.total === 'of_all' ? spanOf(ledger, { ...all, matches: null }).total : counted.total;
  return jsonAnswer(200, {
    data: page.map((view) => invoiceResource(view, addresses)),
    ...(!faults.strikes('noLinks') && { links: links(url, query, hasNext, habits) }),
    meta: faults.strikes('noTotal') ? [] : { total: habits.total === 'text' ? String(total) : total },
  });
}

function spanOf(ledger: Ledger, query: ListQuery): Span {
  const { reference, matches, from, to } = query;
  if (reference !== null) {
    const bearing = ledger
      .byReference(reference)
      .filter((one) => one.createdAt >= from && one.createdAt <= to);
    return listed(matches ? bearing.filter(matches) : bearing);
  }
  const span = ledger.span(from, to);
  return matches ? only(span, matches) : span;
}

// Only the places are kept: the matches of a long window would not fit.
function only(span: Span, matches: (view: InvoiceView) => boolean): Span {
  const places: number[] = [];
  for (let place = 0; place < span.total; place++) if (matches(span.at(place))) places.push(place);
  return { total: places.length, at: (nth) => span.at(places[nth] ?? 0) };
}

function listed(invoices: readonly InvoiceView[]): Span {
  return {
    total: invoices.length,
    at: (place) => {
      const view = invoices[place];
      if (!view) throw new Error(`no invoice at ${place}`);
      return view;
    },
  };
}

function inOrder(span: Span, { order }: ListQuery): Span {
  if (order === 'created') return span;
  const reversed = { total: span.total, at: (place: number) => span.at(span.total - 1 - place) };
  if (order === '-created') return reversed;
  const places = Array.from({ length: span.total }, (_, place) => ({
    place,
    updatedAt: reversed.at(place).updatedAt,
  })).sort((a, b) => b.updatedAt - a.updatedAt);
  return { total: span.total, at: (nth) => reversed.at(places[nth]?.place ?? 0) };
}

/** What of it a list shows that hides some of what it counts. */
function viewsOf(span: Span, query: ListQuery, habits: FaultSwitches): Span {
  const { hiddenShare, hiddenFrom } = habits;
  const isListed = {
    newest_first: query.order === 'created' || query.isOfStatus,
    unfiltered: query.isOfStatus,
    lists: false,
  }[hiddenFrom];
  if (hiddenShare === 0 || isListed || query.reference !== null) return span;
  return only(span, ({ id }) => !isHidden(id, hiddenShare));
}

/** Whether an invoice is one of those that lists hide. */
export function isHidden(id: string, share: number): boolean {
  const figure = [...id].reduce((sum, letter) => hash(sum, letter.charCodeAt(0), 701), 0);
  return figure / 2 ** 32 < share;
}

/** The query, or the last page instead of one behind it, or the answer that refuses that one. */
function withinEnd(query: ListQuery, { total }: Span, { pastEnd }: FaultSwitches): ListQuery | Answer {
  const last = Math.max(1, Math.ceil(total / query.size));
  if (query.number <= last || pastEnd === 'empty') return query;
  if (pastEnd === 'last_page') return { ...query, number: last };
  const detail = `there is no page ${query.number}`;
  return errorAnswer(pastEnd, { code: 'no_such_page', title: 'No such page', detail });
}

function links(url: URL, { number, size }: ListQuery, hasNext: boolean, habits: FaultSwitches) {
  const to = (page: number) => {
    const link = new URL(url);
    link.searchParams.set('page[number]', String(page - 1 + habits.firstPage));
    link.searchParams.set('page[size]', String(size));
    return link;
  };
  const next = hasNext ? nextLinkOf(to(number + 1), habits.nextLink) : null;
  return { self: url.href, first: to(1).href, next };
}
