import { Link } from '@remix-run/react';
import type { Calendar, CalendarCell } from '#reconciliation/statements/calendar.ts';
import { ButtonLink } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Table } from '../../ui/lists/table.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';

type StatementCalendarProps = { calendar: Calendar; mode: string };

/**
 * Of which days and currencies there is a statement of transactions, and where one is missing between
 * others.
 */
export function StatementCalendar({
  calendar: { month, currencies, days, gaps },
  mode,
}: StatementCalendarProps) {
  const to = (by: number) => `/reports/statements?mode=${mode}&month=${monthsAfter(month, by)}`;
  return (
    <Section
      heading={`Transactions of ${month}`}
      actions={
        <>
          <ButtonLink to={to(-1)}>Month before</ButtonLink>
          <ButtonLink to={to(1)}>Month after</ButtonLink>
        </>
      }
    >
      {gaps > 0 ? (
        <p className="mb-2 text-warn">
          {pluralize(gaps, 'day')} without a file between others:{' '}
          <Link to={`/discrepancies?kind=statement_gap&mode=${mode}`}>on the list of discrepancies</Link>
        </p>
      ) : null}
      <Table
        caption={`Days of ${month} and currencies`}
        emptyText="No transactions were imported yet"
        rows={currencies.length === 0 ? [] : days}
        rowKey={({ day }) => day}
        columns={[
          { key: 'day', header: 'Day', render: ({ day }) => <span className="font-mono">{day}</span> },
          ...currencies.map((currency, place) => ({
            key: currency,
            header: currency,
            render: ({ cells }: { cells: CalendarCell[] }) => <DayCell cell={cells[place]} />,
          })),
        ]}
      />
    </Section>
  );
}

function DayCell({ cell }: { cell: CalendarCell | undefined }) {
  if (!cell || cell.state === 'none') return <span className="text-muted">—</span>;
  if (cell.state === 'gap') return <span className="font-semibold text-warn">Missing</span>;
  return <Link to={`/reports/statements/${cell.fileId}`}>{pluralize(cell.lines, 'line')}</Link>;
}

function monthsAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
