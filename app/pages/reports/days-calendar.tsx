import { Link } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';
import type { DayRow } from '#reconciliation/reports/days.ts';
import { inMode } from '../../ui/values/in-mode.ts';

type DaysCalendarProps = {
  mode: Mode;
  rows: readonly Pick<DayRow, 'day' | 'state' | 'hasChanged' | 'isOver' | 'isCompared'>[];
};

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The days of a range as a calendar: which are closed, and which have changed since. */
export function DaysCalendar({ rows, mode }: DaysCalendarProps) {
  const [first] = rows;
  if (!first) return null;
  const blanks = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const cells = [...Array<null>(blanks).fill(null), ...rows];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(week * 7, week * 7 + 7),
  );
  return (
    <table className="w-full max-w-3xl table-fixed border-collapse text-sm">
      <caption className="sr-only">
        Calendar of these days: which are closed, and which have changed since
      </caption>
      <thead>
        <tr>
          {WEEKDAYS.map((weekday) => (
            <th key={weekday} scope="col" className="px-1 py-0.5 text-left font-normal text-muted">
              {weekday}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.find((cell) => cell !== null)?.day ?? 'empty'}>
            {week.map((cell, place) => (
              <td key={cell?.day ?? `blank ${WEEKDAYS[place]}`} className="border border-line p-0">
                {cell ? <Day row={cell} mode={mode} /> : null}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Day({ row, mode }: { row: DaysCalendarProps['rows'][number]; mode: Mode }) {
  const { tone, label } = lookOf(row);
  return (
    <Link
      to={inMode(`/reports/${row.day}`, mode)}
      className="flex min-h-8 flex-wrap items-baseline gap-x-1 px-1 py-0.5 no-underline hover:bg-sunken"
    >
      <span className="font-mono">{row.day.slice(8)}</span>
      <span className="sr-only">{row.day}</span>
      <span className={`text-xs ${tone}`}>{label}</span>
    </Link>
  );
}

function lookOf({ state, hasChanged, isOver, isCompared }: DaysCalendarProps['rows'][number]) {
  if (state !== 'open' && hasChanged) return { tone: 'text-warn', label: 'changed after signing' };
  if (state === 'closed') return { tone: 'text-good', label: 'closed' };
  if (state === 'signed') return { tone: 'text-warn', label: 'signed' };
  if (!isOver) return { tone: 'text-muted', label: '' };
  return isCompared ? { tone: 'text-muted', label: 'open' } : { tone: 'text-warn', label: 'not compared' };
}
