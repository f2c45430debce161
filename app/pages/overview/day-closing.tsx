import { Link } from '@remix-run/react';

type DayClosingProps = {
  day: string;
  closing: { state: 'open' | 'signed' | 'closed'; changed: readonly string[] };
};

/** As many days are named. */
const NAMED = 5;

/** Whether yesterday is closed, and which signed days have changed since. */
export function DayClosing({ day, closing: { state, changed } }: DayClosingProps) {
  return (
    <div className="px-3 py-2">
      <p>
        {state === 'closed' ? (
          <span className="text-good">Closed.</span>
        ) : (
          <Link to={`/reports/${day}`}>
            {state === 'signed' ? 'Signed, to be confirmed.' : 'Not closed yet.'}
          </Link>
        )}
      </p>
      {changed.length > 0 ? (
        <p className="text-warn">
          Changed after signing:{' '}
          {changed.slice(0, NAMED).map((one, place) => (
            <span key={one}>
              {place > 0 ? ', ' : ''}
              <Link to={`/reports/${one}`}>{one}</Link>
            </span>
          ))}
          {changed.length > NAMED ? (
            <>
              {' '}
              and <Link to="/reports">{changed.length - NAMED} more</Link>
            </>
          ) : null}
          .
        </p>
      ) : null}
    </div>
  );
}
