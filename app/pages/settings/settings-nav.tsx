import { NavLink } from '@remix-run/react';

const PAGES = [
  { to: '/settings/reconciliation', label: 'Reconciliation', isForAll: true },
  { to: '/settings/currencies', label: 'Currencies', isForAll: true },
  { to: '/settings/accounts', label: 'Accounts', isForAll: false },
  { to: '/settings/people', label: 'People', isForAll: false },
  { to: '/settings/tokens', label: 'API tokens', isForAll: false },
];

/** The pages of the settings; those of accounts, people and tokens are for admins. */
export function SettingsNav({ isAdmin }: { isAdmin: boolean }) {
  return (
    <nav aria-label="Settings" data-screen-only>
      <ul className="flex gap-1 border-b border-line max-sm:overflow-x-auto max-sm:whitespace-nowrap sm:flex-wrap">
        {PAGES.filter(({ isForAll }) => isForAll || isAdmin).map(({ to, label }) => (
          <li key={to}>
            <NavLink
              to={to}
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
