import type { StatementDay, StatementSums } from '#reconciliation/statements/statement-day.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Foreign } from '../../ui/values/foreign.tsx';
import { type Amount, Money } from '../../ui/values/money.tsx';

type Row = { currency: string; of: string; sums: StatementSums };

/** What the files that count say of the day in all, per currency and service. */
export function DaySums({ days }: { days: readonly StatementDay[] }) {
  const rows = days.flatMap(({ currency, total, services }): Row[] => [
    ...services.map((sums) => ({ currency, of: sums.service ?? 'No service', sums })),
    { currency, of: `All of ${currency}`, sums: total },
  ]);
  const column = (key: Exclude<keyof StatementSums, 'service' | 'count'>, header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ sums }: Row) => <Told amount={sums[key]} />,
  });
  return (
    <Section heading="The day, by the statements that count" flush>
      <Table
        caption="The day per currency and service, by the statements"
        emptyText="Nothing"
        rows={rows}
        rowKey={({ currency, of }) => `${currency} ${of}`}
        columns={[
          { key: 'of', header: 'Service', render: ({ of }) => <Foreign text={of} /> },
          {
            key: 'count',
            header: 'Payments',
            align: 'right',
            render: ({ sums }) => sums.count ?? 'not available',
          },
          column('gross', 'Gross'),
          column('fees', 'Fees'),
          column('refunded', 'Refunded'),
          column('chargedBack', 'Charged back'),
          column('chargebackFees', 'Charge-back fees'),
          column('net', 'Net'),
        ]}
      />
      {days.map(({ currency, openingBalance, closingBalance, reserve }) => (
        <p key={currency} className="px-3 py-2">
          {currency}: opening balance <Told amount={openingBalance} />, closing balance{' '}
          <Told amount={closingBalance} />, reserve <Told amount={reserve} />.
        </p>
      ))}
    </Section>
  );
}

function Told({ amount }: { amount: Amount | null }) {
  return amount === null ? <span className="text-muted">not available</span> : <Money amount={amount} />;
}
