import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Figures } from '#reconciliation/books/figures.ts';
import type { DayLine } from '#reconciliation/reports/day-report.ts';
import { Table } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Money } from '../../ui/values/money.tsx';
import { serviceLabel } from '../../ui/values/service-label.ts';

type DayLinesProps = { lines: readonly DayLine[]; day: string };

type Row = { line: DayLine; of: (typeof ROWS)[number][0]; label: string; figures: Figures };

const ROWS = [
  ['ours', 'Our book'],
  ['theirs', 'Paymega’s book'],
  ['difference', 'Difference'],
  ['notCompared', 'Not asked yet'],
] as const;

/** A day's money as a small ledger, per currency and service: both books, and what they differ by. */
export function DayLines({ lines, day }: DayLinesProps) {
  const amount = (key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ line, of, figures }: Row) => (
      <Differing
        to={
          of === 'difference' && figures[key] !== undefined && figures[key].minor !== 0n
            ? differences(day, line)
            : null
        }
      >
        <Money amount={figures[key] ?? null} />
      </Differing>
    ),
  });
  return (
    <Table
      caption="The day per currency and service, by our book and by Paymega’s"
      emptyText="No payments on this day"
      rows={lines.flatMap(rowsOf)}
      rowKey={({ line, of }) => `${line.currency} ${line.service} ${of}`}
      columns={[
        {
          key: 'service',
          header: 'Service',
          render: ({ line: { service, currency } }) => (service ? serviceLabel(service) : currency),
        },
        { key: 'book', header: 'Book', render: ({ label }) => label },
        {
          key: 'paid',
          header: 'Paid',
          align: 'right',
          render: ({ line, of, figures }) => (
            <Differing to={of === 'difference' && hasCounts(figures) ? differences(day, line) : null}>
              {of === 'ours' || of === 'theirs'
                ? `${groupedDigits(String(figures.paid))} of ${groupedDigits(String(figures.invoices))}`
                : `${signed(figures.paid)} of ${signed(figures.invoices)}`}
            </Differing>
          ),
        },
        amount('gross', 'Gross'),
        amount('fees', 'Fees charged'),
        amount('refunded', 'Refunded'),
        amount('chargedBack', 'Charged back'),
        amount('net', 'Net'),
      ]}
    />
  );
}

/** Both books, their difference, and, where there is any, what is not one because Paymega was not asked since. */
function rowsOf(line: DayLine): Row[] {
  return ROWS.filter(([of]) => of !== 'notCompared' || !isNothing(line.notCompared)).map(([of, label]) => ({
    ...{ line, of, label, figures: line[of] },
  }));
}

function isNothing({ gross, fees, returned, ...counts }: Figures): boolean {
  return !hasCounts(counts) && [gross, fees, returned].every(({ minor }) => minor === 0n);
}

function hasCounts({ invoices, paid }: Pick<Figures, 'invoices' | 'paid'>): boolean {
  return invoices !== 0 || paid !== 0;
}

function signed(count: number): string {
  return `${count > 0 ? '+' : count < 0 ? '−' : ''}${groupedDigits(String(Math.abs(count)))}`;
}

function differences(day: string, { currency }: DayLine): string {
  return `/discrepancies?day=${day}&state=all&currency=${currency}`;
}

function Differing({ to, children }: { to: string | null; children: ReactNode }) {
  if (to === null) return children;
  return (
    <Link to={to} className="font-semibold text-bad [&_data]:underline">
      {children}
    </Link>
  );
}
