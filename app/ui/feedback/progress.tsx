import { useId } from 'react';
import { groupedDigits } from '../values/grouped-amount.ts';

type ProgressProps = { done: number | bigint; total: number | bigint | null; label: string };

/** How far a long work has come; `total` is null while nobody knows how much there is. */
export function Progress({ done, total, label }: ProgressProps) {
  const id = useId();
  const figures =
    total === null
      ? groupedDigits(String(done))
      : `${groupedDigits(String(done))} of ${groupedDigits(String(total))}`;
  // An empty work is a finished one: <progress max=0> would read as "unknown".
  const value = total === null ? undefined : total > 0 ? Number(done) : 1;
  const max = total === null ? undefined : Math.max(1, Number(total));
  return (
    <div className="flex flex-col gap-1">
      <div className="flex justify-between gap-4">
        <label htmlFor={id}>{label}</label>
        <span className="font-mono tabular-nums text-muted">
          {figures}
          {value !== undefined && max !== undefined ? ` · ${Math.floor((value / max) * 100)} %` : ''}
        </span>
      </div>
      <progress id={id} className="meter w-full" value={value} max={max} />
    </div>
  );
}
