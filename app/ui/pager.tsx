import { Link } from '@remix-run/react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type Count, countWords } from './count-words.ts';

type PagerProps = {
  total: Count;
  newerHref?: string | null | undefined;
  olderHref?: string | null | undefined;
  firstHref?: string | null | undefined;
};

/** How many there are, and the way to the newer and the older ones. */
export function Pager({ total, newerHref, olderHref, firstHref }: PagerProps) {
  return (
    <nav aria-label="Pages" className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <p className="mr-auto text-muted">
        <span className="font-mono tabular-nums text-ink">{countWords(total)}</span> in all
      </p>
      <Step href={firstHref} label="First" />
      <Step href={newerHref} label="Newer" side="before" />
      <Step href={olderHref} label="Older" side="after" />
    </nav>
  );
}

type StepProps = {
  href: string | null | undefined;
  label: string;
  side?: 'before' | 'after' | undefined;
};

function Step({ href, label, side }: StepProps) {
  const look = 'inline-flex min-h-9 items-center gap-1 sm:min-h-6';
  const text = (
    <>
      {side === 'before' ? <ChevronLeft aria-hidden="true" className="size-4" /> : null}
      {label}
      {side === 'after' ? <ChevronRight aria-hidden="true" className="size-4" /> : null}
    </>
  );
  if (!href) {
    return (
      <span className={`${look} text-muted`} data-screen-only>
        {text}
      </span>
    );
  }
  return (
    <Link to={href} className={`${look} font-medium text-accent hover:underline`} data-screen-only>
      {text}
    </Link>
  );
}
