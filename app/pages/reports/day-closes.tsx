import { Link } from '@remix-run/react';
import type { DayClose } from '#reconciliation/reports/day-closes.ts';
import { Table } from '../../ui/lists/table.tsx';
import { Time } from '../../ui/values/time.tsx';

type DayClosesProps = { closes: readonly Omit<DayClose, 'figures'>[]; zone: string; mayExport: boolean };

/** Who closed a day and when, and why it was opened again. */
export function DayCloses({ closes, zone, mayExport }: DayClosesProps) {
  return (
    <Table
      caption="Closes of this day, the latest first"
      emptyText="It was never closed"
      rows={closes}
      rowKey={({ id }) => id.toString()}
      columns={[
        { key: 'at', header: 'Signed', render: ({ closedAt }) => <Time at={closedAt} zone={zone} /> },
        { key: 'by', header: 'Signed by', render: ({ closedBy }) => closedBy },
        {
          key: 'second',
          header: 'Confirmed by',
          render: ({ needsSecond, confirmedBy }) =>
            confirmedBy ?? (needsSecond ? 'nobody yet' : 'not asked for'),
        },
        {
          key: 'view',
          header: 'View',
          render: ({ view }) => (view === 'money' ? 'By money' : 'By creation'),
        },
        {
          key: 'open',
          header: 'Open at that time',
          render: ({ unresolved, pending, isExplained }) =>
            `${unresolved} unresolved, ${pending} not final${isExplained ? '' : ', a difference not explained'}`,
        },
        {
          key: 'files',
          header: 'Signed files',
          render: ({ id, view }) => (mayExport && view === 'money' ? <Files id={id} /> : ''),
        },
        { key: 'note', header: 'Note', render: ({ note }) => note ?? '' },
        {
          key: 'reopened',
          header: 'Reopened',
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

/** The report and the payments of a signed day, as they were. */
function Files({ id }: { id: bigint }) {
  const file = `/reports/closes/${id}/file`;
  return (
    <span className="flex gap-2" data-screen-only>
      <Link reloadDocument to={`${file}?format=pdf`}>
        PDF
      </Link>
      <Link reloadDocument to={`${file}?format=csv`}>
        CSV
      </Link>
    </span>
  );
}
