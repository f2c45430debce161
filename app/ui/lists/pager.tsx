import { Link } from '@remix-run/react';
import { ChevronRight, ChevronsLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Count, countText } from '../values/count-text.ts';

type PagerProps = {
  /** How many there are; nothing is said where nobody counted. */
  total?: Count | undefined;
  firstHref: string | null;
  olderHref: string | null;
  /** Whether the list goes by time, the newest first; else its pages have no such names. */
  isByTime?: boolean;
};

/** How many there are, and the way to the newest and the older ones. */
export function Pager({ total, firstHref, olderHref, isByTime = true }: PagerProps) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1">
      {total ? (
        <p className="mr-auto text-muted">
          <span className="font-mono tabular-nums text-ink">{countText(total)}</span> in all
        </p>
      ) : null}
      <Step href={firstHref} keyName="p">
        <ChevronsLeft aria-hidden="true" className="size-4" />
        {isByTime ? 'Newest' : 'First page'}
      </Step>
      <Step href={olderHref} keyName="n">
        {isByTime ? 'Older' : 'Next page'}
        <ChevronRight aria-hidden="true" className="size-4" />
      </Step>
    </nav>
  );
}

type StepProps = { href: string | null; keyName: string; children: ReactNode };

function Step({ href, keyName, children }: StepProps) {
  const look = 'inline-flex min-h-9 items-center gap-1 sm:min-h-6';
  if (!href) {
    return (
      <span className={`${look} text-muted`} data-screen-only>
        {children}
      </span>
    );
  }
  return (
    <Link
      to={href}
      data-key={keyName}
      className={`${look} font-medium text-accent hover:underline`}
      data-screen-only
    >
      {children}
    </Link>
  );
}
