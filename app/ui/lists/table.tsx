import { Link } from '@remix-run/react';
import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Empty } from '../feedback/empty.tsx';
import type { Amount } from '../values/money.tsx';
import { SelectAll } from './select-all.tsx';
import { TableRegion } from './table-region.tsx';
import { moneyOfBox } from './ticked.ts';

export type Column<Row> = {
  key: string;
  header: string;
  align?: 'right' | undefined;
  render: (row: Row) => ReactNode;
  sort?: { key: string; direction: 'asc' | 'desc' | null; href: string } | undefined;
  hideOnPhone?: boolean | undefined;
  /** What its values are is plain without its header, which phones then leave out. */
  isPlain?: boolean | undefined;
};

export type Selectable<Row> = {
  /** The id of the form that the checkboxes belong to; it may stand anywhere on the page. */
  form: string;
  name?: string | undefined;
  label: (row: Row) => string;
  /** The money of a row, of which the bar for ticked rows makes sums; null where it is not known. */
  money?: ((row: Row) => Amount | null) | undefined;
  /** What a row is, where the bar offers something else for each. */
  sort?: ((row: Row) => string) | undefined;
  /** Those that were ticked when the form was refused. */
  ticked?: readonly string[] | undefined;
};

/** A line beneath the rows; `cells` are by the keys of the columns. */
export type FootLine = { label: string; cells: Readonly<Record<string, ReactNode>> };

type TableProps<Row> = {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where the row leads; the first column's content becomes that link, so it may hold no link of its own. */
  rowHref?: ((row: Row) => string) | undefined;
  selectable?: Selectable<Row> | undefined;
  /** The row that is shown beside the list: moving through the rows then shows each. */
  currentKey?: string | undefined;
  /** Rows that are about to leave: out of sight, and back with what was typed and ticked should they stay. */
  leaving?: ReadonlySet<string> | undefined;
  /** Sums beneath the rows: one line for each currency, under the columns that they are of. */
  foot?: readonly FootLine[] | undefined;
  caption: string;
  emptyText: string;
  /** Why there is nothing, and what to do about it. */
  emptyHint?: ReactNode;
};

/** A list of anything: sortable, selectable, one card a row on phones. It knows nothing of what it shows. */
export function Table<Row>({
  columns,
  rows,
  rowKey,
  rowHref,
  selectable,
  currentKey,
  leaving,
  foot = [],
  caption,
  emptyText,
  emptyHint,
}: TableProps<Row>) {
  if (rows.length === 0) return <Empty title={emptyText}>{emptyHint}</Empty>;
  return (
    <TableRegion label={caption}>
      <table className="table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {selectable ? (
              <td data-select-all className="w-8">
                <SelectAll
                  key={rows.map(rowKey).join(' ')}
                  form={selectable.form}
                  name={selectable.name ?? 'selected'}
                />
              </td>
            ) : null}
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-row
              hidden={leaving?.has(rowKey(row)) ?? false}
              data-follow={currentKey === undefined ? undefined : true}
              aria-current={rowKey(row) === currentKey ? 'true' : undefined}
              tabIndex={rowHref ? undefined : -1}
            >
              {selectable ? <SelectCell row={row} value={rowKey(row)} selectable={selectable} /> : null}
              {columns.map((column, index) => (
                <BodyCell
                  key={column.key}
                  column={column}
                  row={row}
                  isFirst={index === 0}
                  rowHref={rowHref}
                  stays={currentKey !== undefined}
                />
              ))}
            </tr>
          ))}
        </tbody>
        <Foot lines={foot} columns={columns} isIndented={selectable !== undefined} />
      </table>
    </TableRegion>
  );
}

type FootProps<Row> = {
  lines: readonly FootLine[];
  columns: readonly Column<Row>[];
  /** Whether a column of checkboxes stands before the others. */
  isIndented: boolean;
};

function Foot<Row>({ lines, columns, isIndented }: FootProps<Row>) {
  if (lines.length === 0) return null;
  return (
    <tfoot>
      {lines.map(({ label, cells }) => (
        <tr key={label}>
          {isIndented ? <td /> : null}
          {columns.map(({ key, align, header }, place) =>
            place === 0 ? (
              <th key={key} scope="row">
                {label}
              </th>
            ) : (
              <td key={key} data-align={align} data-label={header}>
                {cells[key]}
              </td>
            ),
          )}
        </tr>
      ))}
    </tfoot>
  );
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const;

function HeadCell<Row>({ column }: { column: Column<Row> }) {
  const { header, align, sort } = column;
  if (!sort) {
    return (
      <th scope="col" data-align={align}>
        {header}
      </th>
    );
  }
  return (
    <th
      scope="col"
      data-align={align}
      data-sortable
      aria-sort={sort.direction ? ARIA_SORT[sort.direction] : undefined}
    >
      <Link
        to={sort.href}
        preventScrollReset
        className={`inline-flex items-center gap-1 hover:text-ink ${sort.direction ? 'text-ink' : 'underline decoration-edge decoration-dotted underline-offset-2'}`}
      >
        {header}
        {sort.direction === 'asc' ? <ArrowUp aria-hidden="true" className="size-3" /> : null}
        {sort.direction === 'desc' ? <ArrowDown aria-hidden="true" className="size-3" /> : null}
      </Link>
    </th>
  );
}

type SelectCellProps<Row> = { row: Row; value: string; selectable: Selectable<Row> };

function SelectCell<Row>({ row, value, selectable }: SelectCellProps<Row>) {
  return (
    <td data-select-cell>
      <input
        type="checkbox"
        data-select
        form={selectable.form}
        name={selectable.name ?? 'selected'}
        value={value}
        defaultChecked={selectable.ticked?.includes(value)}
        aria-label={selectable.label(row)}
        className="block"
        data-sort={selectable.sort?.(row)}
        {...moneyOfBox(selectable.money?.(row) ?? null)}
      />
    </td>
  );
}

type BodyCellProps<Row> = {
  column: Column<Row>;
  row: Row;
  isFirst: boolean;
  rowHref: ((row: Row) => string) | undefined;
  /** The row's page is this one: what is scrolled to stays. */
  stays: boolean;
};

function BodyCell<Row>({ column, row, isFirst, rowHref, stays }: BodyCellProps<Row>) {
  const content = column.render(row);
  const phone = column.hideOnPhone ? 'hidden' : undefined;
  if (!isFirst) {
    return (
      <td
        data-align={column.align}
        data-label={column.isPlain ? undefined : column.header}
        data-phone={phone}
      >
        {content}
      </td>
    );
  }
  return (
    <th scope="row" data-align={column.align}>
      {rowHref ? (
        <Link to={rowHref(row)} data-row-link preventScrollReset={stays} replace={stays} className="row-link">
          {content}
        </Link>
      ) : (
        content
      )}
    </th>
  );
}
