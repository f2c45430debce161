import type { RangeTotal } from '#reconciliation/reports/days.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';

type RangeTotalsProps = { totals: readonly RangeTotal[]; isAllCompared: boolean };

/** A range of days together, each currency by itself: the days as booked, and the adjustments learnt in the range. */
export function RangeTotals({ totals, isAllCompared }: RangeTotalsProps) {
  const amount = (key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ ours }: RangeTotal) => <Money amount={ours[key]} />,
  });
  return (
    <Table
      caption="Totals of these days, per currency"
      emptyText="No money moved on these days"
      rows={totals}
      rowKey={({ currency }) => currency}
      columns={[
        { key: 'currency', header: 'Total', render: ({ currency }) => currency },
        amount('gross', 'Gross'),
        amount('fees', 'Fees'),
        amount('refunded', 'Refunded'),
        amount('chargedBack', 'Charged back'),
        amount('net', 'Net'),
        {
          key: 'adjusted',
          header: 'Adjustments',
          align: 'right',
          render: ({ adjusted }) => (adjusted ? <Money amount={adjusted} /> : 'none'),
        },
        {
          key: 'booked',
          header: 'Net with adjustments',
          align: 'right',
          render: ({ ours: { net }, adjusted }) => (
            <Money amount={{ ...net, minor: net.minor + (adjusted?.minor ?? 0n) }} />
          ),
        },
        {
          key: 'difference',
          header: 'Difference',
          align: 'right',
          render: ({ ties, difference }) =>
            difference === null ? (
              'not compared'
            ) : ties ? (
              isAllCompared ? (
                <span className="text-good">ties</span>
              ) : (
                'ties as far as compared'
              )
            ) : (
              <span className="text-bad">
                <Money amount={difference.net} />
              </span>
            ),
        },
      ]}
    />
  );
}
