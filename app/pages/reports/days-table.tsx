import type { Mode } from '#paymega/mode.ts';
import type { DayMoney, DayRow } from '#reconciliation/reports/days.ts';
import { Table } from '../../ui/lists/table.tsx';
import { inMode } from '../../ui/values/in-mode.ts';
import { Money } from '../../ui/values/money.tsx';

type DaysTableProps = { rows: readonly DayRow[]; today: string; mode: Mode };
type Row = { row: DayRow; money: DayMoney | null; isFirst: boolean };

/** Business days, the latest first: the money of each currency as it is booked, and how the day stands. */
export function DaysTable({ rows, today, mode }: DaysTableProps) {
  return (
    <Table
      caption="Business days, the latest first"
      emptyText="No day in this range"
      rows={rows.toReversed().flatMap(rowsOf)}
      rowKey={({ row, money }) => `${row.day} ${money?.currency ?? ''}`}
      rowHref={({ row }) => inMode(`/reports/${row.day}`, mode)}
      columns={[
        {
          key: 'day',
          header: 'Day',
          render: ({ row }) => <span className="whitespace-nowrap font-mono">{row.day}</span>,
        },
        amount('gross', 'Gross'),
        amount('fees', 'Fees', true),
        amount('refunded', 'Refunded', true),
        amount('chargedBack', 'Charged back', true),
        amount('net', 'Net'),
        {
          key: 'adjusted',
          header: 'Adjustments',
          align: 'right',
          hideOnPhone: true,
          render: ({ money }) => (money?.adjusted ? <Money amount={money.adjusted} /> : ''),
        },
        { key: 'difference', header: 'Difference', align: 'right', render: differenceOf },
        {
          key: 'unresolved',
          header: 'Unresolved',
          align: 'right',
          render: ({ row: { unresolved }, isFirst }) =>
            !isFirst ? '' : unresolved > 0 ? <span className="text-warn">{unresolved}</span> : unresolved,
        },
        {
          key: 'state',
          header: 'State',
          isPlain: true,
          render: ({ row, isFirst }) => (isFirst ? <State {...{ row, today, mode }} /> : ''),
        },
        {
          key: 'by',
          header: 'Signed by',
          hideOnPhone: true,
          render: ({ row, isFirst }) =>
            isFirst ? [row.closedBy, row.confirmedBy].filter(Boolean).join(', ') : '',
        },
      ]}
    />
  );
}

function rowsOf(row: DayRow): Row[] {
  if (row.money.length === 0) return [{ row, money: null, isFirst: true }];
  return row.money.map((money, place) => ({ row, money, isFirst: place === 0 }));
}

function amount(
  key: 'gross' | 'fees' | 'refunded' | 'chargedBack' | 'net',
  header: string,
  hideOnPhone = false,
) {
  return {
    ...{ key, header, hideOnPhone, align: 'right' as const },
    render: ({ money }: Row) => (money ? <Money amount={money.ours[key]} /> : ''),
  };
}

/** Neither agreement nor a difference is said but of what a run has compared. */
function differenceOf({ row, money }: Row) {
  if (!row.isCompared) return 'not compared';
  if (!money || money.ties) return <span className="text-good">ties</span>;
  return (
    <span className="text-bad">
      {money.difference.net.minor === 0n ? 'differs' : <Money amount={money.difference.net} />}
    </span>
  );
}

function State({
  row: { day, state, hasChanged, isOver, isCompared },
  today,
  mode,
}: {
  row: DayRow;
  today: string;
  mode: Mode;
}) {
  const changed = hasChanged ? <span className="text-warn">, changed after signing</span> : null;
  if (state === 'closed') return <span className="text-good">closed{changed}</span>;
  if (state === 'signed') return <span className="text-warn">signed, to be confirmed{changed}</span>;
  if (!isOver) return day === today ? 'today' : 'not over';
  // Days of test payments are not closed.
  if (mode === 'test') return isCompared ? 'compared' : 'not compared';
  return isCompared ? 'open' : 'open, not compared';
}
