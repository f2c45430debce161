import { Link } from '@remix-run/react';
import type { ServiceLevel } from '#reconciliation/callbacks/service-level.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Age, Time } from '../../ui/values/time.tsx';

type CallbacksProps = { heard: ServiceLevel; zone: string };

/** What Paymega told us of late, in two lines; the page behind has the rest. */
export function Callbacks({ heard, zone }: CallbacksProps) {
  return (
    <Section heading="Callbacks of the last 24 hours" actions={<Link to="/callbacks">All of them</Link>}>
      <p>
        <b className="font-semibold">{heard.received}</b> received, {heard.repeated} of them told before,{' '}
        <span className={heard.refused > 0 ? 'text-warn' : ''}>{heard.refused} refused</span>
        {heard.quarantined > 0 ? `, ${heard.quarantined} in quarantine` : ''}.
      </p>
      <p>
        {heard.medianDelay === null ? (
          'No delay to tell.'
        ) : (
          <>
            Delay: <Age seconds={heard.medianDelay} /> in the middle,{' '}
            <Age seconds={heard.slowestTwentieth ?? 0} /> for the slowest twentieth.
          </>
        )}{' '}
        Last one: <Time at={heard.lastReceivedAt} zone={zone} />
      </p>
    </Section>
  );
}
