import { Link } from '@remix-run/react';
import type { Run } from '#reconciliation/comparison/runs.ts';
import type { OldestDay } from '#reconciliation/comparison/sweep.ts';
import { Section } from '../../ui/frame/section.tsx';
import { useReconciliationStatus } from '../../ui/frame/use-reconciliation-status.ts';
import { Foreign } from '../../ui/values/foreign.tsx';
import { groupedDigits } from '../../ui/values/grouped-amount.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { pluralize } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';

type NextRunsProps = {
  lastRun: Run | undefined;
  /** Those that failed in the last `failedDays` days, newest first. */
  failed: readonly Pick<Run, 'id' | 'scope' | 'message' | 'queuedAt' | 'finishedAt'>[];
  failedDays: number;
  next: { recentAt: Date; deepAt: Date };
  oldest: OldestDay | null;
  zone: string;
};

/** What the last run found, which ones failed or are late, and when the next ones are due. */
export function NextRuns({ lastRun, failed, failedDays, next, oldest, zone }: NextRunsProps) {
  const reconciliation = useReconciliationStatus();
  return (
    <Section heading="Runs" actions={<Link to="/runs">All of them</Link>}>
      <p>{lastRun ? <LastRun run={lastRun} zone={zone} /> : 'No run yet.'}</p>
      {reconciliation?.state === 'late' ? (
        <p className="text-bad">
          Late: {reconciliation.finishedAt ? 'none has finished since ' : 'none has finished yet.'}
          {reconciliation.finishedAt ? <Time at={reconciliation.finishedAt} zone={zone} /> : null}
        </p>
      ) : null}
      {failed.length > 0 ? (
        <>
          <p>Failed in the last {failedDays} days, newest first:</p>
          <ul className="list-disc pl-5">
            {failed.map(({ id, scope, message, queuedAt, finishedAt }) => (
              <li key={String(id)}>
                <Link to={`/runs/${id}`}>Run {String(id)}</Link>, {scope},{' '}
                <Time at={finishedAt ?? queuedAt} zone={zone} />
                {message ? (
                  <>
                    {': '}
                    <Foreign text={message} />
                  </>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p>
        Next: recent <Time at={next.recentAt} zone={zone} />, deep <Time at={next.deepAt} zone={zone} />
      </p>
      {lastRun ? (
        <p>
          {oldest
            ? `Sweep of older days: ${pluralize(oldest.days, 'day')} not compared within the last month, the oldest ${oldest.day}.`
            : 'Sweep of older days: every one was compared within the last month.'}
        </p>
      ) : null}
    </Section>
  );
}

function LastRun({ run, zone }: { run: Run; zone: string }) {
  return (
    <>
      Last: <Link to={`/runs/${run.id}`}>run {run.id.toString()}</Link>, {labelOf(run.state).toLowerCase()}
      {run.state === 'finished'
        ? `, ${groupedDigits(String(run.matched))} matched, ${run.healed} corrected, ${run.opened} opened`
        : ''}
      , <Time at={run.finishedAt ?? run.queuedAt} zone={zone} />
    </>
  );
}
