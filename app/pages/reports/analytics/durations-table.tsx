import type { CurrencyAnalytics } from '#reconciliation/reports/analytics.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { ageText } from '../../../ui/values/age-text.ts';
import { groupedDigits } from '../../../ui/values/grouped-amount.ts';

type DurationsTableProps = Pick<CurrencyAnalytics, 'currency' | 'durations' | 'totals'>;

/** How long payments took from creation to their final state. */
export function DurationsTable({ currency, durations, totals }: DurationsTableProps) {
  const rows = [
    { name: 'Paid', of: totals.paid, ...durations.paid },
    { name: 'Failed', of: totals.failed, ...durations.failed },
  ];
  const within = (key: 'median' | 'p90' | 'p99', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: (row: (typeof rows)[number]) => {
      const seconds = row[key];
      return seconds === null ? <span className="text-muted">not available</span> : ageText(seconds);
    },
  });
  return (
    <Table
      caption={`${currency}: from creation to the final state`}
      emptyText="No payments"
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        { key: 'name', header: 'Time to final', render: ({ name }) => name },
        within('median', 'Half within'),
        within('p90', '90 % within'),
        within('p99', '99 % within'),
        {
          ...{ key: 'measured', header: 'Measured', align: 'right' },
          render: ({ measured, of }) => `${groupedDigits(String(measured))} of ${groupedDigits(String(of))}`,
        },
      ]}
    />
  );
}
