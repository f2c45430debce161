import type { batchItems } from '#reconciliation/comparison/check-batches.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Status } from '../../ui/values/status.tsx';

type BatchItemsProps = { items: Awaited<ReturnType<typeof batchItems>>; query: string };

/** The invoices of a batch, each with what Paymega said of it. */
export function BatchItems({ items, query }: BatchItemsProps) {
  return (
    <Table
      caption="Each with its answer, changes first"
      emptyText="None"
      rows={items}
      rowKey={({ invoiceId }) => invoiceId}
      rowHref={({ invoiceId }) => `/invoices/${encodeURIComponent(invoiceId)}${query}`}
      columns={[
        {
          key: 'invoice',
          header: 'Invoice',
          render: ({ invoiceId }) => <Foreign className="font-mono" text={invoiceId} />,
        },
        { key: 'before', header: 'Before', render: ({ before }) => <Status status={before} /> },
        {
          key: 'now',
          header: 'Paymega says',
          render: ({ outcome, status }) =>
            status ? <Status status={status} /> : outcome ? labelOf(outcome) : 'to be asked',
        },
        {
          key: 'message',
          header: 'Why',
          hideOnPhone: true,
          render: ({ message }) => <Foreign text={message ?? ''} />,
        },
      ]}
    />
  );
}
