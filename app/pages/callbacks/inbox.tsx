import type { Mode } from '#paymega/mode.ts';
import { VERDICTS } from '#reconciliation/books/verdicts.ts';
import type { CallbackListRow } from '#reconciliation/callbacks/callbacks.ts';
import { Filters } from '../../ui/lists/filters.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { type Column, Table } from '../../ui/lists/table.tsx';
import { labelOf } from '../../ui/values/label-of.ts';

type InboxProps = {
  rows: readonly CallbackListRow[];
  columns: readonly Column<CallbackListRow>[];
  mode: Mode;
  account: string;
  search: string | undefined;
  verdict: string | undefined;
  isTailed: boolean;
  firstHref: string | null;
  olderHref: string | null;
};

/** Every verified callback with its verdict, newest first. */
export function Inbox({
  rows,
  columns,
  mode,
  account,
  search,
  verdict,
  isTailed,
  firstHref,
  olderHref,
}: InboxProps) {
  return (
    <>
      <Filters
        action="/callbacks"
        hidden={{ mode, ...(isTailed && { tail: 'on' }) }}
        fields={[
          { name: 'search', label: 'Invoice', type: 'search', value: search ?? '' },
          {
            name: 'verdict',
            label: 'Verdict',
            type: 'select',
            value: verdict ?? '',
            options: VERDICTS.map((value) => ({ value, label: labelOf(value) })),
          },
        ]}
      />
      <Table
        caption="Callbacks, newest first"
        emptyText="No callbacks match"
        emptyHint="Paymega sends them to the callback URL that each invoice was created with. Those that were not believed are under “Refused”."
        rows={rows}
        rowKey={({ id }) => id.toString()}
        rowHref={({ id }) => `/received-callbacks/${id}?${new URLSearchParams({ account })}`}
        columns={columns}
      />
      <Pager firstHref={firstHref} olderHref={olderHref} />
    </>
  );
}
