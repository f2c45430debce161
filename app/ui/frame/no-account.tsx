import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { SignOut } from './sign-out.tsx';

type NoAccountProps = { person: { email: string; label: string; role: string }; children: ReactNode };

/** What surrounds the pages of somebody who sees no account: their own, and the way out. */
export function NoAccount({ person, children }: NoAccountProps) {
  return (
    <div className="mx-auto flex min-h-dvh max-w-4xl flex-col gap-4 p-4">
      <header className="flex flex-wrap items-center gap-4 border-b border-line pb-2">
        <span className="flex-1 font-semibold">Counterfoil</span>
        <Link className="text-accent underline" to="/me">
          Your account
        </Link>
        <SignOut person={person} />
      </header>
      <main id="main" className="flex flex-col gap-3">
        {children}
      </main>
    </div>
  );
}
