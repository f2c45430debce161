import type { ReactNode } from 'react';

/** A page in front of the console: one thing to do, and nothing of the books. */
export function AuthLayout({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-4 p-4">
      <h1 className="text-xl font-semibold">{title}</h1>
      {children}
    </main>
  );
}
