import type { OverviewOrder } from '#identity/people/start-page.ts';
import type { Mode } from '#paymega/mode.ts';
import type { DayCounts } from '#reconciliation/books/day-counts.ts';
import type { ServiceLevel } from '#reconciliation/callbacks/service-level.ts';
import type { Run } from '#reconciliation/comparison/runs.ts';
import { rateText, segmentsOf } from '../../ui/charts/chart-series.ts';
import { useReconciliationStatus } from '../../ui/frame/use-reconciliation-status.ts';
import { labelOf } from '../../ui/values/label-of.ts';
import { Stat } from '../../ui/values/stat.tsx';
import { Age, Time } from '../../ui/values/time.tsx';

type GlanceProps = {
  order: OverviewOrder;
  open: number;
  pending: number;
  yesterday: DayCounts | undefined;
  level: ServiceLevel;
  lastRun: Run | undefined;
  /** The first day that holds a payment whose two sides were not compared. */
  oldestNotCompared: string | null;
  today: string;
  zone: string;
  /** To be appended to an address that has no query yet. */
  mode: Mode;
};

/** The state of things in one row; each figure leads to what it counts. */
export function Glance(props: GlanceProps) {
  const { order, open, pending, yesterday, level, lastRun, oldestNotCompared, today, zone, mode } = props;
  const reconciliation = useReconciliationStatus();
  const [query, and] = mode === 'test' ? ['?mode=test', '&mode=test'] : ['', ''];
  const stuck = (
    <>
      <Stat label="Pending" value={pending} href={`/pending${query}`} />
      <Stat
        label="Discrepancies to resolve"
        value={open}
        tone={open > 0 ? 'bad' : reconciliation?.state === 'current' ? 'good' : 'plain'}
        note={reconciliation?.finishedAt ? undefined : 'nothing compared yet'}
        href={`/discrepancies${query}`}
      />
    </>
  );
  const days = (
    <>
      <Stat
        label="Matched yesterday"
        value={yesterday ? rateText(segmentsOf(yesterday)) : '—'}
        note={yesterday ? matchText(yesterday) : undefined}
        href={mode === 'live' && yesterday ? `/reports/${yesterday.day}` : undefined}
      />
      <Stat
        label="Oldest day not compared"
        value={oldestNotCompared ?? (reconciliation?.finishedAt ? 'none' : '—')}
        tone={oldestNotCompared !== null && oldestNotCompared < today ? 'warn' : 'plain'}
        note={oldestNotCompared === today ? 'today, which is not over' : undefined}
        href={
          oldestNotCompared ? `/invoices?from=${oldestNotCompared}&to=${oldestNotCompared}${and}` : '/runs'
        }
      />
    </>
  );
  return (
    <div className="grid grid-cols-2 gap-2 lg:grid-cols-6">
      {order === 'yesterday' ? days : stuck}
      {order === 'yesterday' ? stuck : days}
      <Stat
        label="Callbacks, 24 hours"
        value={level.received}
        note={
          level.medianDelay === null ? undefined : (
            <>
              <Age seconds={level.medianDelay} /> after the event
            </>
          )
        }
        href={`/callbacks${query}`}
      />
      <Stat
        label="Last run"
        value={lastRun ? labelOf(lastRun.state) : 'None yet'}
        note={lastRun ? <Time at={lastRun.finishedAt ?? lastRun.queuedAt} zone={zone} /> : undefined}
        tone={lastRun?.state === 'failed' ? 'bad' : 'plain'}
        href={lastRun ? `/runs/${lastRun.id}` : '/runs'}
      />
    </div>
  );
}

/** Of which payments the rate is said: what no run compared is no match, and no difference. */
function matchText({ day, matched, payments, notCompared }: DayCounts): string {
  const of = `${day}: ${matched} of ${payments}`;
  return notCompared === 0 ? of : `${of}, ${notCompared} not compared`;
}
