import { Link } from '@remix-run/react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { SortLink } from '../../forms/list-sort.ts';
import type { Column } from './table.tsx';

/** By what a list is sorted; the present order, pressed again, is turned round. */
export function SortBy({ sorts }: { sorts: readonly SortLink[] }) {
  return (
    <nav aria-label="Sort by" className="flex flex-wrap items-baseline gap-x-2" data-screen-only>
      <span className="text-muted">Sort by</span>
      {sorts.map(({ key, label, href, direction }) => (
        <Link
          key={key}
          to={href}
          preventScrollReset
          aria-current={direction ? 'true' : undefined}
          className={`inline-flex items-center gap-0.5 ${direction ? 'font-semibold' : 'text-accent hover:underline'}`}
        >
          {label}
          {direction === 'asc' ? <ArrowUp aria-label="ascending" className="size-3" /> : null}
          {direction === 'desc' ? <ArrowDown aria-label="descending" className="size-3" /> : null}
        </Link>
      ))}
    </nav>
  );
}

/** The columns, those with the key of an order with its link in their head. */
export function sortable<Row>(
  columns: readonly Column<Row>[],
  sorts: readonly SortLink[],
): readonly Column<Row>[] {
  return columns.map((column) => ({ ...column, sort: sorts.find(({ key }) => key === column.key) }));
}

/** Said of every list that goes by money: no amount is compared with one of another currency. */
export function MoneyOrder() {
  return (
    <p className="text-muted">
      Amounts are compared within one currency only; currencies follow each other by their codes.
    </p>
  );
}
