import type { ReactNode } from 'react';

type EmptyProps = { title: string; children?: ReactNode; action?: ReactNode };

/** What stands where there is nothing to show: why, and what to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="font-semibold">{title}</p>
      {children ? (
        <div className="max-w-prose text-muted [&_a]:text-accent [&_a]:underline">{children}</div>
      ) : null}
      {action}
    </div>
  );
}
