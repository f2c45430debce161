import type { ReactNode } from 'react';

type PageHeadProps = { title: ReactNode; sub?: ReactNode; actions?: ReactNode };

/** The page's one h1, a line beneath it, and what can be done here. */
export function PageHead({ title, sub, actions }: PageHeadProps) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-lg [overflow-wrap:anywhere]">{title}</h1>
        {sub ? <div className="text-muted">{sub}</div> : null}
      </div>
      {actions ? (
        <div className="flex flex-wrap items-center gap-2" data-screen-only>
          {actions}
        </div>
      ) : null}
    </div>
  );
}
