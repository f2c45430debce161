import type { DayClose } from '#reconciliation/reports/day-close.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';

type DayClosesProps = { closes: readonly Omit<DayClose, 'figures'>[]; zone: string };

/** Who closed a day and when, and why it was opened again. */
export function DayCloses({ closes, zone }: DayClosesProps) {
  return (
    <Table
      caption="Closes of this day, the latest first"
      emptyText="It was never closed"
      rows={closes}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'at', header: 'Closed', render: ({ closedAt }) => <Time at={closedAt} zone={zone} /> },
        { key: 'by', header: 'By', render: ({ closedBy }) => closedBy },
        {
          key: 'open',
          header: 'Open then',
          render: ({ unresolved, pending }) => `${unresolved} unresolved, ${pending} not final`,
        },
        { key: 'note', header: 'Note', render: ({ note }) => note ?? '' },
        {
          key: 'reopened',
          header: 'Opened again',
          render: ({ reopenedAt, reopenedBy, reason }) =>
            reopenedAt ? (
              <>
                <Time at={reopenedAt} zone={zone} /> by {reopenedBy}: {reason}
              </>
            ) : (
              ''
            ),
        },
      ]}
    />
  );
}
