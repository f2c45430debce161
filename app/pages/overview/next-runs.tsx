import { Link } from '@remix-run/react';
import type { Run } from '#reconciliation/comparison/runs.ts';
import type { OldestDay } from '#reconciliation/comparison/sweep.ts';
import { Section } from '../../ui/frame/section.tsx';
import { pluralize } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';

type NextRunsProps = {
  lastRun: Run | undefined;
  next: { recentAt: Date; deepAt: Date };
  oldest: OldestDay | null;
  zone: string;
};

/** What the last run found, and when the next ones are due. */
export function NextRuns({ lastRun, next, oldest, zone }: NextRunsProps) {
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
      <p>
        {oldest
          ? `Oldest day not compared within a month: ${oldest.day} (${pluralize(oldest.days, 'such day')}).`
          : 'Every day that the sweep reaches was compared within a month.'}
      </p>
    </Section>
  );
}
