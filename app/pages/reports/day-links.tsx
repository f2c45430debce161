import { Link } from '@remix-run/react';

/** Days, each leading to its report. */
export function DayLinks({ days }: { days: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 font-mono">
      {days.map((day) => (
        <li key={day}>
          <Link to={`/reports/${day}`}>{day}</Link>
        </li>
      ))}
    </ul>
  );
}
