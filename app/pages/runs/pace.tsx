import type { Run } from '#reconciliation/comparison/runs.ts';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { Age } from '../../ui/values/time.tsx';

type PaceProps = {
  run: Pick<
    Run,
    'phase' | 'startedAt' | 'seen' | 'slicesDone' | 'slicesTotal' | 'recheckDone' | 'recheckTotal'
  >;
  now: Date;
};

/** How fast a run goes, and how long its phase may still take at that pace. */
export function Pace({ run, now }: PaceProps) {
  const seconds = run.startedAt ? (now.getTime() - run.startedAt.getTime()) / 1000 : 0;
  if (seconds < 1) return null;
  const [done, total] =
    run.phase === 'fetch' ? [run.slicesDone, run.slicesTotal] : [run.recheckDone, run.recheckTotal];
  const left = done > 0 && total > done ? (seconds / done) * (total - done) : null;
  return (
    <span className="text-muted">
      {' '}
      · {groupedDigits(String(Math.round(run.seen / seconds)))} invoices a second
      {left === null ? null : (
        <>
          , about <Age seconds={left} /> left of this phase
        </>
      )}
    </span>
  );
}
