import { type Answer, errorAnswer, jsonAnswer } from './answer.ts';
import { invoiceResource } from './invoice-document.ts';
import type { Ledger, Span } from './ledger.ts';
import { type ListQuery, readListQuery } from './list-query.ts';
import { faultyPage, pageOf } from './page.ts';
import type { Parts } from './parts.ts';

/** `GET /payment-invoices`: one page, with `links.next` and `meta.total` where no fault leaves them out. */
export function listInvoices(parts: Parts, url: URL): Answer {
  const { ledger, faults, addresses, maxPageSize } = parts;
  const query = readListQuery(url.searchParams, maxPageSize);
  if (typeof query === 'string') {
    return errorAnswer(422, { code: 'invalid_query', title: 'Invalid query', detail: query });
  }
  const isWindowIgnored = faults.strikes('ignoreCreatedFilter');
  const found = spanOf(ledger, isWindowIgnored ? { ...query, from: 0, to: Number.MAX_SAFE_INTEGER } : query);
  const span = query.isAscending ? found : reversed(found);
  const page = faultyPage(faults, span, query, pageOf(span, query));
  const hasNext = query.number * query.size < span.total;
  return jsonAnswer(200, {
    data: page.map((shown) => invoiceResource(shown, addresses)),
    ...(!faults.strikes('noLinks') && { links: links(url, query, hasNext) }),
    meta: faults.strikes('noTotal') ? [] : { total: span.total },
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
  if (!matches) return span;
  // Only the places are kept: the matches of a long window would not fit.
  const places: number[] = [];
  for (let place = 0; place < span.total; place++) if (matches(span.at(place))) places.push(place);
  return { total: places.length, at: (nth) => span.at(places[nth] ?? 0) };
}

function listed(invoices: ReturnType<Ledger['byReference']>): Span {
  return {
    total: invoices.length,
    at: (place) => {
      const shown = invoices[place];
      if (!shown) throw new Error(`no invoice at ${place}`);
      return shown;
    },
  };
}

function reversed(span: Span): Span {
  return { total: span.total, at: (place) => span.at(span.total - 1 - place) };
}

function links(url: URL, { number, size }: ListQuery, hasNext: boolean) {
  const to = (page: number) => {
    const link = new URL(url);
    link.searchParams.set('page[number]', String(page));
    link.searchParams.set('page[size]', String(size));
    return link.href;
  };
  return { self: url.href, first: to(1), next: hasNext ? to(number + 1) : null };
}
