import { Link } from '@remix-run/react';
import type { DayLine } from '#reconciliation/reports/day-report.ts';
import { Money } from '../../ui/money.tsx';
import { Table } from '../../ui/table.tsx';

type DayLinesProps = { lines: readonly DayLine[]; day: string };

/** A day's money as a small ledger, per currency and service, with how it ties to Paymega's book. */
export function DayLines({ lines, day }: DayLinesProps) {
  return (
    <Table
      caption="The day per currency and service, by our book and against Paymega’s"
      emptyText="No payments on this day"
      rows={lines}
      rowKey={({ currency, service }) => `${currency} ${service}`}
      columns={[
        { key: 'service', header: 'Service', render: ({ service, currency }) => service ?? currency },
        {
          key: 'paid',
          header: 'Paid',
          align: 'right',
          render: ({ ours }) => `${ours.paid} of ${ours.invoices}`,
        },
        {
          key: 'gross',
          header: 'Gross',
          align: 'right',
          render: ({ ours }) => <Money amount={ours.gross} />,
        },
        { key: 'fees', header: 'Fees', align: 'right', render: ({ ours }) => <Money amount={ours.fees} /> },
        {
          key: 'returned',
          header: 'Returned',
          align: 'right',
          render: ({ ours }) => <Money amount={ours.returned} />,
        },
        { key: 'net', header: 'Net', align: 'right', render: ({ ours }) => <Money amount={ours.net} /> },
        {
          key: 'theirs',
          header: 'Net at Paymega',
          align: 'right',
          render: ({ theirs }) => <Money amount={theirs.net} />,
        },
        {
          key: 'difference',
          header: 'Difference',
          align: 'right',
          render: ({ difference, currency }) =>
            difference.minor === 0n ? (
              <Money amount={difference} />
            ) : (
              <Link
                to={`/discrepancies?day=${day}&state=all&currency=${currency}`}
                className="font-semibold text-bad [&_data]:underline"
              >
                <Money amount={difference} />
              </Link>
            ),
        },
      ]}
    />
  );
}
