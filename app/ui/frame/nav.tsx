import { Link, useLocation } from '@remix-run/react';
import { Menu } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import { type Count, countText } from '../values/count-text.ts';
import { inMode } from '../values/in-mode.ts';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export type NavItem = {
  to: string;
  label: string;
  /** All addresses that belong to the room, where they do not begin with `to`. */
  within?: string | undefined;
  count?: number | bigint | Count | undefined;
};

type SideNavProps = { nav: readonly NavItem[]; mode: Mode };

/** The rooms of the console, at the left of wide screens. */
export function SideNav({ nav, mode }: SideNavProps) {
  return (
    <div className="w-44 flex-none border-r border-line max-lg:hidden" data-screen-only>
      <nav
        aria-label="Main"
        className="sticky top-header max-h-[calc(100dvh-var(--spacing-header))] overflow-y-auto p-2"
      >
        <NavList nav={nav} mode={mode} />
      </nav>
    </div>
  );
}

type PhoneNavProps = SideNavProps & { person: { email: string; label: string; role: string } };

/** The same rooms behind a menu; it closes when a page was chosen. */
export function PhoneNav({ nav, mode, person }: PhoneNavProps) {
  const { key } = useLocation();
  return (
    <details key={key} className="open:w-full lg:hidden">
      <summary className="flex min-h-9 items-center gap-2 font-medium">
        <Menu aria-hidden="true" className="size-4" />
        Menu
      </summary>
      <nav aria-label="Main" className="border-y border-line py-2">
        <NavList nav={nav} mode={mode} />
      </nav>
      <div className="flex items-center gap-2 pt-2">
        <ThemeSwitch />
        <SignOut person={person} />
      </div>
    </details>
  );
}

function NavList({ nav, mode }: SideNavProps) {
  const { pathname } = useLocation();
  const isHere = (room: string) => pathname === room || (room !== '/' && pathname.startsWith(`${room}/`));
  return (
    <ul className="flex flex-col gap-px">
      {nav.map(({ to, within = to, label, count }) => (
        <li key={to}>
          <Link
            to={inMode(to, mode)}
            aria-current={isHere(within) ? 'page' : undefined}
            className={`flex min-h-9 items-center justify-between gap-2 rounded-md border-l-2 px-2 lg:min-h-7 ${
              isHere(within)
                ? 'border-accent bg-accent-soft font-semibold'
                : 'border-transparent text-muted hover:bg-sunken hover:text-ink'
            }`}
          >
            {label}
            {count === undefined ? null : (
              <span className="font-mono text-xs tabular-nums">
                {countText(typeof count === 'object' ? count : { count, capped: false })}
              </span>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}
