import { NavLink, useSearchParams } from '@remix-run/react';
import { inMode } from '../values/in-mode.ts';

/** `isExact`: whether pages below the address are others'. */
export type Tab = { to: string; label: string; isExact?: boolean };

/** The pages of one part of the console, side by side; test payments stay test payments. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [params] = useSearchParams();
  const mode = params.get('mode') === 'test' ? 'test' : 'live';
  return (
    <nav aria-label={label} data-screen-only>
      <ul className="flex gap-1 border-b border-line max-sm:overflow-x-auto max-sm:whitespace-nowrap sm:flex-wrap">
        {tabs.map(({ to, label: name, isExact = false }) => (
          <li key={to}>
            <NavLink
              to={inMode(to, mode)}
              end={isExact}
              className={({ isActive }) =>
                `-mb-px inline-flex min-h-8 items-center border-b-2 px-3 ${
                  isActive ? 'border-accent font-semibold' : 'border-transparent text-muted hover:text-ink'
                }`
              }
            >
              {name}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
