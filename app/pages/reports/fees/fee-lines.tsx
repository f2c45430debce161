import { Link } from '@remix-run/react';
import type { FeeLine } from '#reconciliation/reports/fees/fee-audit.ts';
import { Table } from '../../../ui/lists/table.tsx';
import { Foreign } from '../../../ui/values/foreign.tsx';
import { groupedDigits } from '../../../ui/values/grouped-amount.ts';
import { Money } from '../../../ui/values/money.tsx';
import { paymentsHref, serviceText } from './labels.ts';

type FeeLinesProps = { lines: readonly FeeLine[]; range: { from: string; to: string; mode: string } };

/** What was charged and what was agreed, a line for each period, currency and service. */
export function FeeLines({ lines, range }: FeeLinesProps) {
  const count = (key: 'fits' | 'differs' | 'noRate' | 'notTold', header: string, fit: string) => ({
    ...{ key, header, align: 'right' as const },
    render: (line: FeeLine) => (
      <Count count={line[key]} to={paymentsHref(line, range, fit)} isGood={fit === 'fits'} />
    ),
  });
  const amount = (key: 'agreed' | 'difference', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ compared }: FeeLine) => (compared ? <Money amount={compared[key]} /> : <NotAvailable />),
  });
  return (
    <Table
      caption="Fees that were charged and agreed, the latest first"
      emptyText="No payment took money on these days"
      emptyHint="Choose other days, or another currency or service."
      rows={lines}
      rowKey={({ period, currency, service }) => `${period} ${currency} ${service ?? ''}`}
      columns={[
        {
          key: 'period',
          header: 'Created',
          render: ({ period }) => <span className="font-mono">{period}</span>,
        },
        {
          key: 'service',
          header: 'Service',
          render: ({ service, currency }) => (
            <>
              <Foreign text={serviceText(service)} /> <span className="text-muted">{currency}</span>
            </>
          ),
        },
        { key: 'paid', header: 'Paid', align: 'right', render: ({ paid }) => groupedDigits(String(paid)) },
        {
          ...{ key: 'charged', header: 'Charged', align: 'right' },
          render: ({ charged }) => (charged ? <Money amount={charged} /> : <NotAvailable />),
        },
        amount('agreed', 'Agreed'),
        {
          ...amount('difference', 'Difference'),
          render: ({ compared }) =>
            compared ? (
              <span className={compared.difference.minor === 0n ? '' : 'font-semibold text-bad'}>
                <Money amount={compared.difference} />
              </span>
            ) : (
              <NotAvailable />
            ),
        },
        count('fits', 'Fit', 'fits'),
        count('differs', 'Differ', 'differs'),
        count('noRate', 'No rate', 'no_rate'),
        count('notTold', 'Fee not told', 'not_told'),
        {
          ...{ key: 'quoted', header: 'Quoted on failed, not charged', align: 'right', hideOnPhone: true },
          render: ({ quotedOnFailed: { count: failed, fees } }) =>
            failed === 0 ? (
              '0'
            ) : (
              <>
                {groupedDigits(String(failed))} · <Money amount={fees} />
              </>
            ),
        },
      ]}
    />
  );
}

function Count({ count, to, isGood }: { count: number; to: string; isGood: boolean }) {
  if (count === 0) return '0';
  return (
    <Link to={to} className={`hover:underline ${isGood ? 'text-accent' : 'font-semibold text-warn'}`}>
      {groupedDigits(String(count))}
    </Link>
  );
}

function NotAvailable() {
  return <span className="text-muted">not available</span>;
}
