import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { groupedDigits } from './grouped-amount.ts';

const TONES = { plain: '', good: 'text-good', warn: 'text-warn', bad: 'text-bad' } as const;

/** A long sum shrinks with its box; a count never needs to. */
const SUMS_FIT = '[&_ul]:leading-tight [&_.font-mono]:text-[clamp(0.75rem,9cqi,1.375rem)]';

type StatProps = {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  href?: string | undefined;
  tone?: keyof typeof TONES | undefined;
};

/** One figure with its label; the whole box leads to what it counts. */
export function Stat({ label, value, note, href, tone = 'plain' }: StatProps) {
  const box =
    '@container relative flex min-w-0 flex-col gap-0.5 rounded-md border border-line bg-raised px-3 py-2';
  return (
    <div className={`${box} ${href ? 'hover:border-edge' : ''}`} data-keep-together>
      <p className="text-xs text-muted">
        {href ? (
          <Link to={href} className="after:absolute after:inset-0 after:rounded-md hover:text-accent">
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      <div className={`text-xl font-semibold tabular-nums ${SUMS_FIT} ${TONES[tone]}`}>
        {typeof value === 'number' ? groupedDigits(String(value)) : value}
      </div>
      {note ? <div className="text-xs text-muted">{note}</div> : null}
    </div>
  );
}
