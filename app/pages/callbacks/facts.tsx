import type { ReactNode } from 'react';

type FactsProps = { children: ReactNode };

/** Named facts, one a line. */
export function Facts({ children }: FactsProps) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 max-sm:grid-cols-1">{children}</dl>
  );
}

type FactProps = { name: string; children: ReactNode };

export function Fact({ name, children }: FactProps) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
