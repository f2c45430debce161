import type { ServiceLevel as ServiceLevelFigures } from '#reconciliation/callbacks/service-level.ts';
import { Notice } from '../../ui/feedback/notice.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { Stat } from '../../ui/values/stat.tsx';
import { Age, Time } from '../../ui/values/time.tsx';

type ServiceLevelProps = {
  days: number;
  zone: string;
  level: ServiceLevelFigures;
};

const SILENCE_SECONDS = 3600;

/** How well the callbacks told us, in a handful of figures; and a warning where payments go on without them. */
export function ServiceLevel({ days, zone, level }: ServiceLevelProps) {
  const { lastReceivedAt, lastCreatedAt } = level;
  const silence =
    lastReceivedAt && lastCreatedAt ? (lastCreatedAt.getTime() - lastReceivedAt.getTime()) / 1000 : 0;
  return (
    <>
      {silence > SILENCE_SECONDS ? (
        <Notice tone="warn" title="No callback comes, but payments go on">
          The last one came <Time at={lastReceivedAt} zone={zone} />; an invoice was created after it,{' '}
          <Time at={lastCreatedAt} zone={zone} />. Is the callback URL right?
        </Notice>
      ) : null}
      <Section heading={`The last ${days} days`}>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
          <Stat label="Received" value={level.received} />
          <Stat label="Refused" value={level.refused} />
          <Stat label="Quarantined" value={level.quarantined} />
          <Stat label="Repeated" value={level.repeated} />
          <Stat label="Retries" value={level.retried} />
          <Stat label="Delay, median" value={delay(level.medianDelay)} />
          <Stat label="Delay, slowest 5 %" value={delay(level.slowestTwentieth)} />
          <Stat
            label="Final, told by asking"
            value={level.final === 0 ? '—' : `${level.unreported} of ${level.final}`}
          />
        </div>
      </Section>
    </>
  );
}

function delay(seconds: number | null) {
  return seconds === null ? '—' : <Age seconds={Math.max(0, Math.round(seconds))} />;
}
