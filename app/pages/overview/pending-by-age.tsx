import { Link } from '@remix-run/react';
import type { AgeBand } from '#reconciliation/books/age-bands.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import { type Amount, MoneyList } from '../../ui/values/money.tsx';
import { InAll } from './in-all.tsx';

type Band = { key: AgeBand; label: string; count: number; amounts: readonly Amount[] };
type PendingByAgeProps = { bands: readonly Band[]; mode: 'live' | 'test'; query: string };

/** What is not final yet, by how long nothing has moved: the money that may be stuck. */
export function PendingByAge({ bands, mode, query }: PendingByAgeProps) {
  const count = bands.reduce((sum, band) => sum + band.count, 0);
  return (
    <Section heading="Pending by age" flush actions={<Link to={inMode('/pending', mode)}>All of them</Link>}>
      <Table
        caption="Invoices that are not final, by how long they have waited"
        emptyText="Nothing is pending"
        rows={bands}
        rowKey={({ key }) => key}
        rowHref={({ key }) => `/pending?age=${key}${query}`}
        columns={[
          { key: 'band', header: 'Waiting', render: ({ label }) => label },
          { key: 'count', header: 'Payments', align: 'right', render: (band) => band.count },
          {
            key: 'amounts',
            header: 'Money',
            align: 'right',
            render: ({ amounts }) => (amounts.length > 0 ? <MoneyList amounts={amounts} /> : ''),
          },
        ]}
      />
      <InAll count={count} amounts={summed(bands)} what="not final" />
    </Section>
  );
}

function summed(bands: readonly Band[]): Amount[] {
  const sums = new Map<string, Amount>();
  for (const amount of bands.flatMap(({ amounts }) => amounts)) {
    const minor = (sums.get(amount.currency)?.minor ?? 0n) + amount.minor;
    sums.set(amount.currency, { ...amount, minor });
  }
  return [...sums.values()].toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
}
