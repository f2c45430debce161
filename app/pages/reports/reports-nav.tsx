import { NavLink } from '@remix-run/react';

const PAGES = [
  { to: '/reports', label: 'Days', isExact: true },
  { to: '/reports/analytics', label: 'Analytics', isExact: true },
  { to: '/reports/fees', label: 'Fees', isExact: true },
  { to: '/reports/fees/rates', label: 'Fee rates', isExact: false },
  { to: '/reports/schedules', label: 'Scheduled', isExact: true },
  { to: '/reports/exports', label: 'Exports', isExact: true },
  { to: '/reports/exports/profiles', label: 'CSV profiles', isExact: true },
  { to: '/reports/statements', label: 'Statements', isExact: false },
];

/** The pages of the reports. */
export function ReportsNav() {
  return (
    <nav aria-label="Reports" data-screen-only>
      <ul className="flex gap-1 border-b border-line max-sm:overflow-x-auto max-sm:whitespace-nowrap sm:flex-wrap">
        {PAGES.map(({ to, label, isExact }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={isExact}
              className={({ isActive }) =>
                `-mb-px inline-flex min-h-8 items-center border-b-2 px-3 ${
                  isActive ? 'border-accent font-semibold' : 'border-transparent text-muted hover:text-ink'
                }`
              }
            >
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
