import { Link } from '@remix-run/react';
import type { Adjustment } from '#reconciliation/reports/adjustments.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';
import { Time } from '../../ui/values/time.tsx';

type AdjustmentLinesProps = { adjustments: readonly Adjustment[]; zone: string; caption: string };

const KINDS: Readonly<Record<Adjustment['kind'], string>> = {
  processed: 'Sale',
  refunded: 'Refund',
  charged_back: 'Charge-back',
  failed: 'Failed',
  expired: 'Expired',
  terminated: 'Terminated',
};

/** What was learnt of signed days after they were signed; each leads to the payment that tells why. */
export function AdjustmentLines({ adjustments, zone, caption }: AdjustmentLinesProps) {
  return (
    <Table
      caption={caption}
      emptyText="No adjustment"
      rows={adjustments}
      rowKey={({ invoiceId, kind, recordedAt, book, amount, events }) =>
        `${invoiceId} ${kind} ${recordedAt.getTime()} ${book} ${amount.minor} ${events}`
      }
      columns={[
        {
          key: 'of',
          header: 'Signed day',
          render: ({ ofDay }) => <Link to={`/reports/${ofDay}`}>{ofDay}</Link>,
        },
        {
          key: 'learnt',
          header: 'Learnt',
          render: ({ recordedAt, learntOn }) => (
            <>
              <Link to={`/reports/${learntOn}`}>{learntOn}</Link>, <Time at={recordedAt} zone={zone} />
            </>
          ),
        },
        {
          key: 'book',
          header: 'Book',
          render: ({ book }) => (book === 'ours' ? 'Our book' : 'Paymega’s book'),
        },
        {
          key: 'invoice',
          header: 'Cause',
          render: ({ invoiceId }) => (
            <Link to={`/invoices/${encodeURIComponent(invoiceId)}`} className="font-mono">
              <Foreign text={invoiceId} />
            </Link>
          ),
        },
        {
          key: 'kind',
          header: 'What',
          render: ({ kind, events }) =>
            events < 0 ? `${KINDS[kind]} reversed` : events === 0 ? `${KINDS[kind]} corrected` : KINDS[kind],
        },
        {
          key: 'amount',
          header: 'Amount',
          align: 'right',
          render: ({ amount }) => <Money amount={amount} />,
        },
        { key: 'fee', header: 'Fee', align: 'right', render: ({ fee }) => <Money amount={fee} /> },
      ]}
    />
  );
}
