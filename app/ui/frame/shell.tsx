import { useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Mode } from '#paymega/mode.ts';
import { AccountSwitch } from './account-switch.tsx';
import { Breadcrumbs } from './breadcrumbs.tsx';
import { Keys } from './keys.tsx';
import { ModeSwitch } from './mode-switch.tsx';
import { type NavItem, PhoneNav, SideNav } from './nav.tsx';
import { PaletteOpener } from './palette-opener.tsx';
import { Search } from './search.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

type ShellProps = {
  person: { email: string; label: string; role: string };
  account: { slug: string; name: string; zone: string };
  /** All that the person sees. */
  accounts: readonly { slug: string; name: string }[];
  mode: Mode;
  nav: readonly NavItem[];
  /** Above the page: what everybody should know now. */
  banner?: ReactNode;
  children: ReactNode;
};

/** What surrounds every page of a person who is signed in. */
export function Shell({ person, account, accounts, mode, nav, banner, children }: ShellProps) {
  const isLoading = useNavigation().state !== 'idle';
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="absolute top-1 left-1 z-20 -translate-y-16 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <header
        className="z-10 flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-raised px-3 py-2 lg:sticky lg:top-0 lg:h-header lg:flex-nowrap lg:py-0"
        data-screen-only
      >
        <p className="flex min-w-0 flex-1 items-baseline gap-2 lg:flex-none">
          <span className="font-semibold">Counterfoil</span>
          {accounts.length > 1 ? null : (
            <span className="truncate text-muted" title={`Times are in ${account.zone}`}>
              {account.name}
            </span>
          )}
        </p>
        {accounts.length > 1 ? <AccountSwitch account={account} accounts={accounts} /> : null}
        <ModeSwitch mode={mode} />
        <span aria-hidden="true" className="basis-full lg:hidden" />
        <Search mode={mode} />
        <PaletteOpener nav={nav} mode={mode} />
        <div className="flex items-center gap-2 max-lg:hidden">
          <ThemeSwitch />
          <Keys />
          <SignOut person={person} />
        </div>
        <PhoneNav nav={nav} mode={mode} person={person} />
        {isLoading ? <Sweep /> : null}
      </header>
      <p className="hidden px-3 print:block">
        Counterfoil · {account.name} · times in {account.zone}
      </p>
      <div className="flex flex-1 items-stretch">
        <SideNav nav={nav} mode={mode} />
        <main
          id="main"
          tabIndex={-1}
          aria-busy={isLoading}
          className="flex min-w-0 flex-1 flex-col gap-3 p-3 outline-none lg:p-4"
        >
          {mode === 'test' ? (
            <p className="rounded-md border border-dashed border-warn bg-warn-soft px-3 py-1 text-warn">
              Test payments. No money moves here.
            </p>
          ) : null}
          {banner}
          <Breadcrumbs mode={mode} />
          {children}
        </main>
      </div>
    </div>
  );
}

/** The next page is on its way. */
function Sweep() {
  return (
    <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 overflow-hidden">
      <span className="block h-full w-1/4 animate-sweep bg-accent" />
    </span>
  );
}
