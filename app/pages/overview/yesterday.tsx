import { Link } from '@remix-run/react';
import type { DayTotals } from '#reconciliation/book/totals.ts';
import { Money } from '../../ui/money.tsx';
import { Section } from '../../ui/section.tsx';
import { Table } from '../../ui/table.tsx';

type YesterdayProps = { day: string; totals: readonly DayTotals[]; mode: 'live' | 'test'; query: string };

/** What the last whole day took, per currency, and whether both books say the same. */
export function Yesterday({ day, totals, mode, query }: YesterdayProps) {
  return (
    <Section
      heading={`Yesterday, ${day}`}
      flush
      actions={mode === 'live' ? <Link to={`/reports/${day}`}>Tie out and close</Link> : null}
    >
      <Table
        caption="Yesterday’s payments by currency, by our book"
        emptyText="No payments yesterday"
        emptyHint="Neither book has one that was created on that day."
        rows={totals}
        rowKey={({ currency }) => currency}
        rowHref={({ currency }) => `/invoices?from=${day}&to=${day}&currency=${currency}${query}`}
        columns={[
          { key: 'currency', header: 'Currency', render: ({ currency }) => currency },
          {
            key: 'paid',
            header: 'Paid',
            align: 'right',
            render: ({ paid, invoices }) => `${paid} of ${invoices}`,
          },
          { key: 'gross', header: 'Gross', align: 'right', render: ({ gross }) => <Money amount={gross} /> },
          {
            key: 'fees',
            header: 'Fees',
            align: 'right',
            render: ({ fees }) => <Money amount={fees} />,
            hideOnPhone: true,
          },
          {
            key: 'returned',
            header: 'Returned',
            align: 'right',
            render: ({ returned }) => <Money amount={returned} />,
            hideOnPhone: true,
          },
          { key: 'net', header: 'Net', align: 'right', render: ({ net }) => <Money amount={net} /> },
          {
            key: 'difference',
            header: 'Ours − theirs',
            align: 'right',
            render: ({ difference }) =>
              difference.minor === 0n ? (
                <span className="text-good">ties</span>
              ) : (
                <span className="text-bad">
                  <Money amount={difference} />
                </span>
              ),
          },
        ]}
      />
    </Section>
  );
}
