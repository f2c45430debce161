import type { Mode } from '#paymega/mode.ts';
import { VERDICTS } from '#reconciliation/books/verdicts.ts';
import type { CallbackListRow } from '#reconciliation/callbacks/callbacks.ts';
import { REASONS_OF } from '#reconciliation/callbacks/reasons.ts';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { type Column, Table } from '../../ui/lists/table.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import type { Order } from './list.server.ts';
import { type Narrowed, narrowingFields } from './narrowing-fields.ts';

type InboxProps = Narrowed & {
  rows: readonly CallbackListRow[];
  columns: readonly Column<CallbackListRow>[];
  mode: Mode;
  account: string;
  verdict?: string | undefined;
  isTailed: boolean;
  order: Order;
  firstHref: string | null;
  olderHref: string | null;
};

/** What the address calls an order; nothing for the usual one. */
export function sortName({ direction }: Order): string {
  return direction === 'asc' ? '-received' : '';
}

/** Every verified callback with its verdict. */
export function Inbox({ rows, columns, mode, account, verdict, isTailed, ...page }: InboxProps) {
  const { order, firstHref, olderHref } = page;
  const [search, ...others] = narrowingFields(page, REASONS_OF.quarantined);
  return (
    <>
      <FilterMenu
        action="/callbacks"
        hidden={{ account, mode, sort: sortName(order), ...(isTailed && { tail: 'on' }) }}
        fields={[
          search,
          {
            name: 'verdict',
            label: 'Verdict',
            type: 'select',
            value: verdict ?? '',
            options: VERDICTS.map((value) => ({ value, label: labelOf(value) })),
          },
          ...others,
        ]}
      />
      <Table
        caption={`Callbacks, ${order.direction === 'asc' ? 'oldest' : 'newest'} first`}
        emptyText="No callbacks match"
        emptyHint="Paymega sends them to the callback URL that each invoice was created with. Those that were not verified are under “Refused”."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/received-callbacks/${id}?${new URLSearchParams({ account })}`}
        columns={columns}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} isByTime={order.direction === 'desc'} />
    </>
  );
}
