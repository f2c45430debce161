import { Link } from '@remix-run/react';
import type { MoneyTotal } from '#reconciliation/reports/money-figures.ts';
import type { StatementDay, StatementSums } from '#reconciliation/statements/statement-day.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { serviceLabel } from '../../ui/values/service-label.ts';

type StatementViewProps = {
  statements: readonly StatementDay[];
  totals: readonly MoneyTotal[];
  mayImport: boolean;
};

type Row = { key: string; name: string; sums: StatementSums | null; ours: MoneyTotal['ours'] | null };

/** A day by the report of Paymega's portal, beside our book by money; what a file does not tell is not available. */
export function StatementView({ statements, totals, mayImport }: StatementViewProps) {
  if (statements.length === 0) {
    return (
      <p className="text-warn">
        No report of Paymega’s portal is imported for this day.{' '}
        {mayImport ? (
          <Link to="/reports/statements">Import one</Link>
        ) : (
          <Link to="/reports/statements">Statements</Link>
        )}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <Table
        caption="The day by Paymega’s report, per currency and service, and our book beside it"
        emptyText="The report has no lines"
        rows={statements.flatMap((statement) => rowsOf(statement, totals))}
        rowKey={({ key }) => key}
        columns={[
          { key: 'name', header: 'Service', render: ({ name }) => name },
          {
            key: 'count',
            header: 'Payments',
            align: 'right',
            render: ({ sums, ours }) => sums?.count ?? ours?.sales ?? 'not available',
          },
          amount('gross', 'Gross'),
          amount('fees', 'Fees'),
          amount('refunded', 'Refunded'),
          amount('chargedBack', 'Charged back'),
          {
            key: 'chargebackFees',
            header: 'Charge-back fees',
            align: 'right',
            render: ({ sums }) => <Told amount={sums?.chargebackFees ?? null} />,
          },
          amount('net', 'Net'),
        ]}
      />
      <Table
        caption="Balances of the day by Paymega’s report"
        emptyText="No balance"
        rows={statements}
        rowKey={({ currency }) => currency}
        columns={[
          { key: 'currency', header: 'Currency', render: ({ currency }) => currency },
          {
            key: 'opening',
            header: 'Opening balance',
            align: 'right',
            render: ({ openingBalance }) => <Told amount={openingBalance} />,
          },
          {
            key: 'closing',
            header: 'Closing balance',
            align: 'right',
            render: ({ closingBalance }) => <Told amount={closingBalance} />,
          },
          {
            key: 'reserve',
            header: 'Reserve',
            align: 'right',
            render: ({ reserve }) => <Told amount={reserve} />,
          },
          {
            key: 'file',
            header: 'File',
            render: ({ fileId }) => <Link to={`/reports/statements/${fileId}`}>{`Statement ${fileId}`}</Link>,
          },
        ]}
      />
    </div>
  );
}

function rowsOf({ currency, total, services }: StatementDay, totals: readonly MoneyTotal[]): Row[] {
  const ours = totals.find((one) => one.currency === currency)?.ours ?? null;
  return [
    ...services.map((sums) => ({
      key: `${currency} ${sums.service}`,
      name: sums.service ? serviceLabel(sums.service) : 'No service',
      sums,
      ours: null,
    })),
    { key: `${currency} all`, name: `All in ${currency}, Paymega’s report`, sums: total, ours: null },
    { key: `${currency} ours`, name: `All in ${currency}, our book by money`, sums: null, ours },
  ];
}

function amount(key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) {
  return {
    ...{ key, header, align: 'right' as const },
    render: ({ sums, ours }: Row) => <Told amount={sums ? sums[key] : (ours?.[key] ?? null)} />,
  };
}

function Told({ amount: told }: { amount: StatementSums['net'] }) {
  return told ? <Money amount={told} /> : <span className="text-muted">not available</span>;
}
