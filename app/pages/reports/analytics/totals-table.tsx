import { Link } from '@remix-run/react';
import type { ReturnedTotals, Totals } from '#reconciliation/reports/totals-of-range.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { groupedDigits } from '../../../ui/values/grouped-amount.ts';
import { Money } from '../../../ui/values/money.tsx';
import { approvalText, undecided } from './rates.ts';

export type TotalsRow = {
  key: string;
  name: string;
  totals: Totals;
  /** Where the invoices of a result are listed; of all of them without one. */
  href: (result?: string) => string;
};

type TotalsTableProps = { caption: string; header: string; rows: readonly TotalsRow[] };

/** What payments came to, a row for each part of them; each count leads to its invoices. */
export function TotalsTable({ caption, header, rows }: TotalsTableProps) {
  const count = (key: string, label: string, of: (totals: Totals) => number, result?: string) => ({
    ...{ key, header: label, align: 'right' as const },
    render: ({ totals, href }: TotalsRow) => <Count count={of(totals)} to={href(result)} />,
  });
  return (
    <Table
      caption={caption}
      emptyText="No payments"
      rows={rows}
      rowKey={({ key }) => key}
      columns={[
        { key: 'name', header, render: ({ name }) => name },
        count('invoices', 'Payments', ({ invoices }) => invoices),
        count('paid', 'Paid', ({ paid }) => paid, 'paid'),
        count('failed', 'Failed', ({ failed }) => failed, 'failed'),
        {
          ...{ key: 'undecided', header: 'Not decided', align: 'right', hideOnPhone: true },
          render: ({ totals }) => groupedDigits(String(undecided(totals))),
        },
        { key: 'approval', header: 'Approval', align: 'right', render: ({ totals }) => approvalText(totals) },
        {
          key: 'gross',
          header: 'Gross',
          align: 'right',
          render: ({ totals: { gross } }) => <Money amount={gross} />,
        },
        {
          ...{ key: 'refunds', header: 'Refunded', align: 'right' },
          render: ({ totals: { refunds }, href }) => <Returned of={refunds} to={href('refunded')} />,
        },
        {
          ...{ key: 'chargebacks', header: 'Charged back', align: 'right' },
          render: ({ totals: { chargebacks }, href }) => (
            <Returned of={chargebacks} to={href('charged_back')} />
          ),
        },
      ]}
    />
  );
}

/** A count that leads to the list of what it counts. */
export function Count({ count, to }: { count: number; to: string }) {
  if (count === 0) return '0';
  return (
    <Link to={to} className="text-accent underline">
      {groupedDigits(String(count))}
    </Link>
  );
}

/** How many payments money went back to, and how much: what is not told of it is said, and is no 0. */
export function Returned({ of: { count, notTold, amount }, to }: { of: ReturnedTotals; to: string }) {
  if (count === 0) return '0';
  return (
    <>
      <Count count={count} to={to} /> ·{' '}
      {notTold === count ? (
        <span className="text-muted">amount not available</span>
      ) : (
        <>
          <Money amount={amount} />
          {notTold > 0 ? <span className="text-muted"> without {notTold} not told</span> : null}
        </>
      )}
    </>
  );
}
