import { Link, useLocation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { ExplainedLine } from '#reconciliation/reports/explained.ts';
import type { MoneyLine } from '#reconciliation/reports/money-figures.ts';
import { Table } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Money } from '../../ui/values/money.tsx';
import { type MoneyRow, moneyRows } from './money-rows.ts';

type MoneyLinesProps = {
  lines: readonly MoneyLine[];
  explained: readonly ExplainedLine[];
  /** Whether a finished run has compared the day: without one nothing is said to agree. */
  isCompared: boolean;
};

/** The money of a day per currency and service, by both books, and what they differ by. */
export function MoneyLines({ lines, explained, isCompared }: MoneyLinesProps) {
  const amount = (key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ side, isDifference }: MoneyRow) => (
      <Differing isOne={isDifference && side[key].minor !== 0n}>
        <Money amount={side[key]} />
      </Differing>
    ),
  });
  return (
    <>
      <Table
        caption="The money of the day per currency and service, by our book and by Paymega’s"
        emptyText="No money moved on this day"
        rows={moneyRows(lines, explained, isCompared)}
        rowKey={({ key }) => key}
        columns={[
          { key: 'service', header: 'Service', render: ({ name }) => name },
          { key: 'book', header: 'Book', render: ({ book }) => book },
          {
            key: 'sales',
            header: 'Sales',
            align: 'right',
            render: ({ side, isDifference }) => (
              <Differing isOne={isDifference && side.sales !== 0}>
                {groupedDigits(String(side.sales))}
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
      <Unknown lines={lines} />
    </>
  );
}

/** What the figures do not hold, because nobody has told it. */
function Unknown({ lines }: { lines: readonly MoneyLine[] }) {
  const viewed = new URLSearchParams(useLocation().search);
  viewed.set('view', 'statement');
  const unknownFees = lines.reduce((sum, { ours }) => sum + ours.unknownFees, 0);
  return (
    <p className="mt-1 text-muted">
      {unknownFees > 0 ? (
        <span className="text-warn">
          Paymega has not told the fee of {unknownFees === 1 ? 'one sale' : `${unknownFees} sales`}: fees and
          net are without {unknownFees === 1 ? 'it' : 'them'}.{' '}
        </span>
      ) : null}
      Payouts, reserve and charge-back fees are not available: Paymega’s API does not tell them. They stand in{' '}
      <Link to={`?${viewed}`}>Paymega’s report</Link>, once it is imported.
    </p>
  );
}

function Differing({ isOne, children }: { isOne: boolean; children: ReactNode }) {
  return isOne ? <span className="font-semibold text-bad">{children}</span> : children;
}
