import type { AgeBand } from '#reconciliation/books/age-bands.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { type Amount, MoneyList } from '../../ui/values/money.tsx';

type Band = { key: AgeBand; label: string; count: number; amounts: readonly Amount[] };
type PendingByAgeProps = { bands: readonly Band[]; query: string };

/** What is not final, by how long nothing has moved. */
export function PendingByAge({ bands, query }: PendingByAgeProps) {
  return (
    <Section heading="Pending by age" flush>
      <Table
        caption="Invoices that are not final, by how long they have waited"
        emptyText="Nothing is pending"
        rows={bands}
        rowKey={({ key }) => key}
        rowHref={({ key }) => `/pending?age=${key}${query}`}
        columns={[
          { key: 'band', header: 'Waiting', render: ({ label }) => label },
          { key: 'count', header: 'Invoices', align: 'right', render: ({ count }) => count },
          {
            key: 'amounts',
            header: 'Money',
            align: 'right',
            render: ({ amounts }) => <MoneyList amounts={amounts} />,
          },
        ]}
      />
    </Section>
  );
}
