import { Form, useLocation } from '@remix-run/react';
import { Columns3 } from 'lucide-react';
import { Button } from '../forms/button.tsx';
import type { Column } from './table.tsx';

type ColumnsMenuProps<Row> = { list: string; columns: readonly Column<Row>[]; hidden: readonly string[] };

/** Which columns of a list somebody sees; kept for them on every machine. The first one, which leads on, always is. */
export function ColumnsMenu<Row>({ list, columns, hidden }: ColumnsMenuProps<Row>) {
  const { pathname, search, key } = useLocation();
  return (
    <details key={key} className="relative" data-screen-only>
      <summary className="inline-flex min-h-9 list-none items-center gap-1.5 rounded-md border border-edge bg-raised px-3 font-medium hover:bg-sunken sm:min-h-7 sm:px-2.5">
        <Columns3 aria-hidden="true" className="size-3.5" /> Columns
      </summary>
      <Form
        method="post"
        action="/me/columns"
        className="absolute right-0 z-10 mt-1 flex w-48 flex-col gap-1 rounded-md border border-edge bg-raised p-3"
      >
        <input type="hidden" name="list" value={list} />
        <input type="hidden" name="to" value={pathname + search} />
        {columns.slice(1).map((column) => (
          <label key={column.key} className="flex items-center gap-2">
            <input type="hidden" name="known" value={column.key} />
            <input
              type="checkbox"
              name="shown"
              value={column.key}
              defaultChecked={!hidden.includes(column.key)}
            />
            {column.header}
          </label>
        ))}
        <Button className="mt-2">Show these</Button>
      </Form>
    </details>
  );
}

/** The columns that somebody sees. */
export function seen<Row>(
  columns: readonly Column<Row>[],
  hidden: readonly string[],
): readonly Column<Row>[] {
  return columns.filter(({ key }, place) => place === 0 || !hidden.includes(key));
}
