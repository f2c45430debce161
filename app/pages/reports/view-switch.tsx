import { Link, useLocation } from '@remix-run/react';
import { VIEWS, type View } from './day-view.ts';

/** The three views of a day; everything else in the address is kept. */
export function ViewSwitch({ view: current }: { view: View }) {
  const { pathname, search } = useLocation();
  const shown = VIEWS.find(({ view }) => view === current);
  return (
    <div className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <nav
        aria-label="View of the day"
        className="inline-flex rounded-md border border-edge p-px"
        data-screen-only
      >
        {VIEWS.map(({ view, label }) => {
          const params = new URLSearchParams(search);
          params.set('view', view);
          const isCurrent = view === current;
          return (
            <Link
              key={view}
              to={`${pathname.replace(/\/(closing|confirmation|reopening)$/, '')}?${params}`}
              aria-current={isCurrent ? 'true' : undefined}
              className={`rounded-sm px-2.5 py-1 sm:py-0.5 ${isCurrent ? 'bg-accent-soft font-semibold text-accent' : 'text-muted hover:text-ink'}`}
            >
              {label}
            </Link>
          );
        })}
      </nav>
      <p className="text-muted">
        <strong className="font-semibold">{shown?.label}:</strong> {shown?.help}
      </p>
    </div>
  );
}
