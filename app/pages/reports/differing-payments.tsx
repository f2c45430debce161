import { Link } from '@remix-run/react';
import { kindLabel } from '#reconciliation/discrepancies/kinds.ts';
import type { Differing } from '#reconciliation/reports/explained.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { Money } from '../../ui/values/money.tsx';

/** As many payments are listed; beyond it says how many there are. */
const LISTED = 200;

/** Each payment that differs, with its item. */
export function DifferingPayments({ differing }: { differing: readonly Differing[] }) {
  return (
    <>
      <Table
        caption="Payments by which the two books differ on this day"
        emptyText="No payment differs"
        rows={differing.slice(0, LISTED)}
        rowKey={({ invoiceId, currency, service }) => `${invoiceId} ${currency} ${service}`}
        columns={[
          {
            key: 'id',
            header: 'Invoice',
            render: ({ invoiceId }) => (
              <Link to={`/invoices/${encodeURIComponent(invoiceId)}`} className="font-mono">
                <Foreign text={invoiceId} />
              </Link>
            ),
          },
          {
            key: 'reference',
            header: 'Reference',
            render: ({ referenceId }) => <Foreign text={referenceId ?? ''} />,
          },
          {
            key: 'item',
            header: 'Item',
            render: ({ explanations: [first], isNotCompared }) =>
              first ? (
                <Link to={`/discrepancies/${first.id}`}>{kindLabel(first.kind)}</Link>
              ) : isNotCompared ? (
                'Not compared yet'
              ) : (
                'none'
              ),
          },
          {
            key: 'gross',
            header: 'Gross, ours less Paymega’s',
            align: 'right',
            render: ({ difference }) => <Money amount={difference.gross} />,
          },
          {
            key: 'net',
            header: 'Net',
            align: 'right',
            render: ({ difference }) => <Money amount={difference.net} />,
          },
        ]}
      />
      {differing.length > LISTED ? (
        <p className="text-warn">
          {LISTED} of {differing.length} payments are listed here; the export of the day has all of them.
        </p>
      ) : null}
    </>
  );
}
