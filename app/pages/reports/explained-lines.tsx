import { kindLabel, RESOLUTIONS } from '#reconciliation/discrepancies/kinds.ts';
import type { Differing, ExplainedLine } from '#reconciliation/reports/explained.ts';
import { isNoMoney, type MoneySide } from '#reconciliation/reports/money-figures.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Money } from '../../ui/values/money.tsx';
import { serviceLabel } from '../../ui/values/service-label.ts';
import { DifferingPayments } from './differing-payments.tsx';

type ExplainedLinesProps = { lines: readonly ExplainedLine[]; differing: readonly Differing[] };

type Row = { key: string; name: string; what: string; how: string; payments: number; side: MoneySide };

/** By what the two books differ on a day, to the cent: payments with an item on the work list, and what is left. */
export function ExplainedLines({ lines, differing }: ExplainedLinesProps) {
  if (lines.length === 0) return <p className="text-good">The two books tell the same money of this day.</p>;
  return (
    <div className="flex flex-col gap-3">
      <Table
        caption="How the difference of the two books is explained"
        emptyText="Nothing differs"
        rows={lines.flatMap(rowsOf)}
        rowKey={({ key }) => key}
        columns={[
          { key: 'service', header: 'Service', render: ({ name }) => name },
          { key: 'what', header: 'Explained by', render: ({ what }) => what },
          { key: 'how', header: 'Resolution', render: ({ how }) => how },
          { key: 'payments', header: 'Payments', align: 'right', render: ({ payments }) => payments },
          amount('gross', 'Gross'),
          amount('fees', 'Fees'),
          amount('refunded', 'Refunded'),
          amount('chargedBack', 'Charged back'),
          amount('net', 'Net'),
        ]}
      />
      <DifferingPayments differing={differing} />
    </div>
  );
}

function amount(key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net', header: string) {
  return {
    ...{ key, header, align: 'right' as const },
    render: ({ side }: Row) => <Money amount={side[key]} />,
  };
}

function rowsOf({ currency, service, groups, notCompared, unexplained }: ExplainedLine): Row[] {
  const own = `${currency} ${service ?? ''}`;
  const name = service ? serviceLabel(service) : currency;
  return [
    ...groups.map(({ kind, state, resolution, payments, difference }) => ({
      ...{ key: `${own} ${kind} ${state} ${resolution}`, name, what: kindLabel(kind), payments },
      how: resolution ? RESOLUTIONS[resolution as keyof typeof RESOLUTIONS] : 'Not resolved',
      side: difference,
    })),
    ...(notCompared.payments > 0
      ? [
          {
            ...{ key: `${own} not compared`, name, what: 'Not compared yet', how: '' },
            ...{ payments: notCompared.payments, side: notCompared.difference },
          },
        ]
      : []),
    {
      ...{ key: `${own} unexplained`, name, how: '', side: unexplained.difference },
      payments: unexplained.payments,
      what:
        unexplained.payments === 0 && isNoMoney(unexplained.difference)
          ? 'Unexplained: nothing'
          : 'Unexplained',
    },
  ];
}
