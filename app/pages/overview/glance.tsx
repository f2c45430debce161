import type { ServiceLevel } from '#reconciliation/book/service-level.ts';
import type { DayCounts } from '#reconciliation/book/totals.ts';
import type { Run } from '#reconciliation/run/runs.ts';
import { rateWords } from '../../ui/chart-series.ts';
import { Stat } from '../../ui/stat.tsx';
import { Age, Time } from '../../ui/time.tsx';
import { wordsOf } from '../../ui/words-of.ts';

type GlanceProps = {
  open: number;
  pending: number;
  yesterday: DayCounts | undefined;
  heard: ServiceLevel;
  lastRun: Run | undefined;
  zone: string;
  /** To be appended to an address that has no query yet. */
  mode: 'live' | 'test';
};

/** The state of things in one row; each figure leads to what it counts. */
export function Glance({ open, pending, yesterday, heard, lastRun, zone, mode }: GlanceProps) {
  const query = mode === 'test' ? '?mode=test' : '';
  return (
    <div className="grid grid-cols-2 gap-2 lg:grid-cols-5">
      <Stat
        label="Discrepancies to settle"
        value={open}
        tone={open > 0 ? 'bad' : 'good'}
        href={`/discrepancies${query}`}
      />
      <Stat label="Pending" value={pending} href={`/pending${query}`} />
      <Stat
        label="Matched yesterday"
        value={yesterday ? rateWords(yesterday) : '—'}
        note={yesterday?.day}
        href={mode === 'live' && yesterday ? `/reports/${yesterday.day}` : undefined}
      />
      <Stat
        label="Callbacks, 24 hours"
        value={heard.received}
        note={
          heard.medianDelay === null ? undefined : (
            <>
              <Age seconds={heard.medianDelay} /> after the event
            </>
          )
        }
        href={`/callbacks${query}`}
      />
      <Stat
        label="Last run"
        value={lastRun ? wordsOf(lastRun.state) : 'None yet'}
        note={lastRun ? <Time at={lastRun.finishedAt ?? lastRun.queuedAt} zone={zone} /> : undefined}
        tone={lastRun?.state === 'failed' ? 'bad' : 'plain'}
        href={lastRun ? `/runs/${lastRun.id}` : '/runs'}
      />
    </div>
  );
}
