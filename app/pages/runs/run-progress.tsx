import type { Run } from '#reconciliation/comparison/runs.ts';
import { Progress } from '../../ui/feedback/progress.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Time } from '../../ui/values/time.tsx';
import { Pace } from './pace.tsx';
import { RunState } from './run-state.tsx';

type RunProgressProps = { run: Run; isMoving: boolean; zone: string; now: Date };

/** How far a run has come, and when it ended. */
export function RunProgress({ run, isMoving, zone, now }: RunProgressProps) {
  return (
    <Section heading="Progress">
      <p className="mb-2">
        <RunState state={run.state} /> {isMoving ? `· ${run.phase}` : null}
        {isMoving ? <Pace run={run} now={now} /> : null}
        {run.finishedAt ? (
          <>
            {' '}
            · <Time at={run.finishedAt} zone={zone} />
          </>
        ) : null}
      </p>
      {/* A bar without an end moves: not of a run that is over. */}
      {isMoving || run.slicesTotal > 0 ? (
        <Progress
          label={`Fetched, ${run.seen} invoices`}
          done={run.slicesDone}
          total={run.slicesTotal || null}
        />
      ) : null}
      {/* How many are to be asked by id is known once the list has been read; it may be none. */}
      {run.phase === 'fetch' || run.recheckTotal === 0 ? null : (
        <Progress label="Asked by id" done={run.recheckDone} total={run.recheckTotal} />
      )}
    </Section>
  );
}
