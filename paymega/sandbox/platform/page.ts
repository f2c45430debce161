import { SeededRandom } from '../history/seeded-random.ts';
import type { Faults } from './faults.ts';
import type { InvoiceView } from './invoice-view.ts';
import type { Span } from './ledger.ts';
import type { ListQuery } from './list-query.ts';

type PageSize = Pick<ListQuery, 'number' | 'size'>;

/** The invoices of one page of a span. */
export function pageOf(span: Span, { number, size }: PageSize): InvoiceView[] {
  return slice(span, (number - 1) * size, number * size);
}

/** The page as a list shows it that grows, shrinks and sorts carelessly while it is read. */
export function faultyPage(faults: Faults, span: Span, size: PageSize, page: InvoiceView[]): InvoiceView[] {
  const start = (size.number - 1) * size.size;
  let view = faults.strikes('unstableOrder') ? shuffledInSeconds(faults, span, start, page.length) : page;
  if (start > 0 && page.length > 0 && faults.strikes('repeatItems')) {
    view = [...slice(span, start - 1, start), ...view];
  }
  if (view.length > 0 && faults.strikes('skipItems')) {
    const skipped = faults.figure('skipItems') % view.length;
    const next = start + page.length;
    // The page stays full, as it does when an item before it has gone.
    view = [...view.filter((_, place) => place !== skipped), ...slice(span, next, next + 1)];
  }
  return view;
}

/** The same places, with those that share a second in an order of this call's own. */
function shuffledInSeconds(faults: Faults, span: Span, start: number, length: number): InvoiceView[] {
  if (length === 0) return [];
  const second = (place: number) => span.at(place).createdAt;
  let [from, to] = [start, start + length];
  while (from > 0 && second(from - 1) === second(start)) from--;
  while (to < span.total && second(to) === second(start + length - 1)) to++;
  const random = new SeededRandom(faults.figure('unstableOrder'), 0, 0);
  const drawn = slice(span, from, to).map((view, place) => ({ view, place, draw: random.unit() }));
  const shuffled = drawn.sort((a, b) =>
    a.view.createdAt === b.view.createdAt ? a.draw - b.draw : a.place - b.place,
  );
  return shuffled.map(({ view }) => view).slice(start - from, start - from + length);
}

function slice(span: Span, from: number, to: number): InvoiceView[] {
  const end = Math.min(to, span.total);
  return Array.from({ length: Math.max(0, end - from) }, (_, place) => span.at(from + place));
}
