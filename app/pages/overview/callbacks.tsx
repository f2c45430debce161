import { Link } from '@remix-run/react';
import type { ServiceLevel } from '#reconciliation/callbacks/service-level.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Age, Time } from '../../ui/values/time.tsx';

type CallbacksProps = { level: ServiceLevel; zone: string };

/** What Paymega told us of late, in two lines; the page behind has the rest. */
export function Callbacks({ level, zone }: CallbacksProps) {
  return (
    <Section heading="Callbacks of the last 24 hours" actions={<Link to="/callbacks">All of them</Link>}>
      <p>
        <b className="font-semibold">{level.received}</b> received, {level.repeated} of them repeated,{' '}
        <span className={level.refused > 0 ? 'text-warn' : ''}>{level.refused} refused</span>
        {level.quarantined > 0 ? `, ${level.quarantined} in quarantine` : ''}.
      </p>
      <p>
        {level.medianDelay === null ? (
          'Delay: not available.'
        ) : (
          <>
            Delay: median <Age seconds={level.medianDelay} />
            {level.slowestTwentieth === null ? null : (
              <>
                , 95 % within <Age seconds={level.slowestTwentieth} />
              </>
            )}
            .
          </>
        )}{' '}
        Last one: <Time at={level.lastReceivedAt} zone={zone} />
      </p>
    </Section>
  );
}
