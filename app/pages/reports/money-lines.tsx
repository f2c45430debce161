import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import {
  isNoMoney,
  type MoneyLine,
  type MoneySide,
  totalsOf,
} from '#reconciliation/reports/money-figures.ts';
import { Table } from '../../ui/lists/table.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Money } from '../../ui/values/money.tsx';

type Row = { key: string; name: string; book: string; isDifference: boolean; side: MoneySide };

/** The money of a day per currency and service, by both books, and what they differ by. */
export function MoneyLines({ lines }: { lines: readonly MoneyLine[] }) {
  const amount = (key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) => ({
    ...{ key, header, align: 'right' as const },
    render: ({ side, isDifference }: Row) => (
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
        rows={rowsOf(lines)}
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

/** Each line's books; the difference of all; the currency's total, where it has several lines. */
function rowsOf(lines: readonly MoneyLine[]): Row[] {
  const books = (
    name: string,
    key: string,
    line: Pick<MoneyLine, 'ours' | 'theirs' | 'difference'>,
  ): Row[] => [
    { key: `${key} ours`, name, book: 'Our book', isDifference: false, side: line.ours },
    { key: `${key} theirs`, name, book: 'Paymega’s book', isDifference: false, side: line.theirs },
    { key: `${key} difference`, name, book: 'Difference', isDifference: true, side: line.difference },
  ];
  const moving = lines.filter(({ ours, theirs }) => !isNoMoney(ours) || !isNoMoney(theirs));
  const totals = totalsOf(moving).filter(
    ({ currency }) => moving.filter((line) => line.currency === currency).length > 1,
  );
  return [
    ...moving.flatMap((line) =>
      books(line.service ?? line.currency, `${line.currency} ${line.service ?? ''}`, line),
    ),
    ...totals.flatMap((total) => books(`All in ${total.currency}`, `${total.currency} total`, total)),
  ];
}

/** What the figures do not hold, because nobody has told it. */
function Unknown({ lines }: { lines: readonly MoneyLine[] }) {
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
      <Link to="?view=statement">Paymega’s report</Link>, once it is imported.
    </p>
  );
}

function Differing({ isOne, children }: { isOne: boolean; children: ReactNode }) {
  return isOne ? <span className="font-semibold text-bad">{children}</span> : children;
}
