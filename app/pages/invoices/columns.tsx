import type { InvoiceRow } from '#reconciliation/books/invoices.ts';
import type { Column } from '../../ui/lists/table.tsx';
import { Identifier } from '../../ui/values/identifier.tsx';
import { labelOf } from '../../ui/values/label-of.ts';
import { Money } from '../../ui/values/money.tsx';
import { Status } from '../../ui/values/status.tsx';
import { Time } from '../../ui/values/time.tsx';

type Row = Pick<
  InvoiceRow,
  | 'id'
  | 'referenceId'
  | 'status'
  | 'resolution'
  | 'amount'
  | 'processedAmount'
  | 'returned'
  | 'unresolved'
  | 'createdAt'
>;

/** The columns of every list of invoices. */
export function invoiceColumns(zone: string): readonly Column<Row>[] {
  return [
    {
      key: 'id',
      header: 'Invoice',
      isPlain: true,
      render: ({ id }) => <Identifier text={id} />,
    },
    {
      key: 'reference',
      header: 'Reference',
      isPlain: true,
      render: ({ referenceId }) => <Identifier text={referenceId} />,
    },
    { key: 'status', header: 'Status', isPlain: true, render: ({ status }) => <Status status={status} /> },
    {
      key: 'resolution',
      header: 'Resolution',
      hideOnPhone: true,
      render: ({ resolution }) => (resolution ? labelOf(resolution) : '—'),
    },
    { key: 'amount', header: 'Amount', align: 'right', render: ({ amount }) => <Money amount={amount} /> },
    {
      key: 'processed',
      header: 'Processed',
      align: 'right',
      hideOnPhone: true,
      render: ({ processedAmount }) => <Money amount={processedAmount} />,
    },
    {
      key: 'returned',
      header: 'Refunds and charge-backs',
      align: 'right',
      hideOnPhone: true,
      render: ({ returned }) => (returned.minor === 0n ? '' : <Money amount={returned} />),
    },
    {
      key: 'unresolved',
      header: 'Discrepancies',
      align: 'right',
      render: ({ unresolved }) => (unresolved === 0 ? '' : `${unresolved} open`),
    },
    {
      key: 'created',
      header: 'Created',
      align: 'right',
      render: ({ createdAt }) => <Time at={createdAt} zone={zone} to="minute" />,
    },
  ];
}
