import type { Mode } from '#paymega/mode.ts';
import { REASONS_OF } from '#reconciliation/callbacks/reasons.ts';
import type { RefusedRow } from '#reconciliation/callbacks/refused-callbacks.ts';
import { Section } from '../../ui/frame/section.tsx';
import { FilterMenu } from '../../ui/lists/filter-menu.tsx';
import { Pager } from '../../ui/lists/pager.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { pluralizeOf } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';
import { sortName } from './inbox.tsx';
import type { Order } from './list.server.ts';
import { type Narrowed, narrowingFields } from './narrowing-fields.ts';

type RefusedProps = Narrowed & {
  rows: readonly RefusedRow[];
  mode: Mode;
  total: number;
  zone: string;
  account: string;
  order: Order;
  firstHref: string | null;
  olderHref: string | null;
};

/** What came to the callback address and was not believed, and why. */
export function Refused({ rows, mode, total, zone, account, ...page }: RefusedProps) {
  const { order, firstHref, olderHref } = page;
  return (
    <>
      <FilterMenu
        action="/callbacks"
        hidden={{ account, mode, show: 'refused', sort: sortName(order) }}
        fields={narrowingFields(page, REASONS_OF.refused)}
      />
      <Section heading={`Refused${pluralizeOf(rows.length, total)}`} flush>
        <Table
          caption="Refused callbacks"
          emptyText="None was refused"
          emptyHint="A wrong secret, a wrong mode or a changed body would show here."
          rows={rows}
          rowKey={({ id }) => id.toString()}
          rowHref={({ id }) => `/refused-callbacks/${id}?${new URLSearchParams({ account })}`}
          columns={[
            {
              key: 'at',
              header: 'Received',
              sort: order,
              render: ({ receivedAt }) => <Time at={receivedAt} zone={zone} />,
            },
            { key: 'reason', header: 'Reason', render: ({ reason }) => labelOf(reason) },
            { key: 'message', header: 'In detail', render: ({ message }) => <Foreign text={message} /> },
            {
              key: 'invoice',
              header: 'Claims to be',
              render: ({ invoiceId }) => <Foreign className="font-mono" text={invoiceId} />,
            },
            {
              key: 'lookUp',
              header: 'Paymega, asked',
              render: ({ lookUp }) => (lookUp === null ? '' : labelOf(lookUp)),
            },
            { key: 'address', header: 'From', render: ({ address }) => <Foreign text={address} /> },
            {
              key: 'skipped',
              header: 'Like it, not kept',
              align: 'right',
              render: ({ skipped }) => (skipped === 0 ? '' : skipped),
            },
            { key: 'answer', header: 'Answered', align: 'right', render: ({ httpStatus }) => httpStatus },
          ]}
        />
      </Section>
      <Pager firstHref={firstHref} olderHref={olderHref} isByTime={order.direction === 'desc'} />
    </>
  );
}
