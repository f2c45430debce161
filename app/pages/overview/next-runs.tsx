import { Link } from '@remix-run/react';
import type { Run } from '#reconciliation/run/runs.ts';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';

type NextRunsProps = {
  lastRun: Run | undefined;
  next: { recentAt: Date; deepAt: Date };
  zone: string;
};

/** What the last run found, and when the next ones are due. */
export function NextRuns({ lastRun, next, zone }: NextRunsProps) {
  return (
    <Section heading="Runs" actions={<Link to="/runs">All of them</Link>}>
      <p>
        {lastRun ? (
          <>
            Last: <Link to={`/runs/${lastRun.id}`}>run {lastRun.id.toString()}</Link>, {lastRun.state},{' '}
            {lastRun.matched} matched, {lastRun.healed} healed, {lastRun.opened} opened,{' '}
            <Time at={lastRun.finishedAt ?? lastRun.queuedAt} zone={zone} />
          </>
        ) : (
          'No run yet.'
        )}
      </p>
      <p>
        Next: recent <Time at={next.recentAt} zone={zone} />, deep <Time at={next.deepAt} zone={zone} />
      </p>
    </Section>
  );
}
