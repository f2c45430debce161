import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { DayCounts } from '#reconciliation/books/day-counts.ts';
import type { DayTotals } from '#reconciliation/books/totals.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { DayClosing } from './day-closing.tsx';

type YesterdayProps = {
  day: string;
  totals: readonly DayTotals[];
  counts: DayCounts | undefined;
  mode: Mode;
  query: string;
  closing: Parameters<typeof DayClosing>[0]['closing'];
};

/** What the last whole day took, per currency, and whether both books say the same: as far as they were compared. */
export function Yesterday({ day, totals, counts, mode, query, closing }: YesterdayProps) {
  const notCompared = counts?.notCompared ?? 0;
  const column = (key: 'gross' | 'fees' | 'returned' | 'net', header: string, hideOnPhone = false) => ({
    ...{ key, header, hideOnPhone, align: 'right' as const },
    render: ({ ours }: DayTotals) => <Money amount={ours[key]} />,
  });
  return (
    <Section
      heading={`Yesterday, ${day}`}
      flush
      actions={mode === 'live' ? <Link to={`/reports/${day}`}>Report of the day</Link> : null}
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
            render: ({ ours }) => `${ours.paid} of ${ours.invoices}`,
          },
          column('gross', 'Gross'),
          column('fees', 'Fees', true),
          column('returned', 'Refunds', true),
          column('net', 'Net'),
          {
            key: 'difference',
            header: 'Our book less Paymega’s',
            align: 'right',
            render: (total) => (
              <Tie total={total} {...{ notCompared, isNothing: notCompared === counts?.payments }} />
            ),
          },
        ]}
      />
      {notCompared > 0 ? (
        <p className="px-3 py-2 text-warn">
          {pluralize(notCompared, 'payment')} of this day {notCompared === 1 ? 'is' : 'are'} not compared.
        </p>
      ) : null}
      {mode === 'live' ? <DayClosing day={day} closing={closing} /> : null}
    </Section>
  );
}

type TieProps = { total: DayTotals; notCompared: number; isNothing: boolean };

function Tie({ total: { ties, difference }, notCompared, isNothing }: TieProps) {
  if (isNothing) return 'not compared';
  if (ties) return notCompared === 0 ? <span className="text-good">ties</span> : 'ties so far';
  // Counts may differ, or two services by as much, and nothing of it remains in the net.
  if (difference.net.minor === 0n) return <span className="text-bad">differs</span>;
  return (
    <span className="text-bad">
      <Money amount={difference.net} />
    </span>
  );
}
