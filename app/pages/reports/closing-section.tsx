import type { ClosingState } from '#reconciliation/reports/day-closes.ts';
import type { DayState } from '#reconciliation/reports/day-report.ts';
import type { Left } from '#reconciliation/reports/explained.ts';
import type { DifferenceState } from '#reconciliation/reports/money-report.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { DayChecks } from './day-checks.tsx';
import { DayForm, StandingForm } from './day-form.tsx';
import { WhatIsLeft } from './what-is-left.tsx';

type ClosingSectionProps = {
  day: string;
  zone: string;
  state: DayState;
  closing: ClosingState;
  difference: DifferenceState;
  left: readonly Left[];
  isReady: boolean;
  needsSecond: boolean;
  /** The digest of the figures that the page shows. */
  seen: string;
  signedBy: string;
  mayRun: boolean;
  mayClose: boolean;
  mayConfirm: boolean;
  mayReopen: boolean;
};

/** What stands between a day and its close, and the act itself; of a signed day what can be done with it. */
export function ClosingSection(props: ClosingSectionProps) {
  const { day, zone, state, closing, difference, isReady, needsSecond, seen, signedBy } = props;
  const { mayRun, mayClose, mayConfirm, mayReopen } = props;
  return (
    <Section id="closing" heading={closing === 'open' ? 'Close the day' : 'The signed day'}>
      {closing === 'open' ? <DayChecks {...{ day, zone, difference, state }} /> : null}
      {mayRun && state.isOver && (!state.comparedAt || state.notCompared > 0) ? (
        <AccountForm action="/runs" className="mb-3">
          <input type="hidden" name="from" value={day} />
          <input type="hidden" name="to" value={day} />
          <Button>Compare it now</Button>
        </AccountForm>
      ) : null}
      {!mayClose ? (
        <p className="text-muted" data-screen-only>
          Finance and admins close a day.
        </p>
      ) : closing === 'open' ? (
        <>
          <WhatIsLeft left={props.left} />
          <DayForm {...{ day, state }} seen={seen} isReady={isReady} needsSecond={needsSecond} />
        </>
      ) : (
        <StandingForm
          {...{ day, signedBy: signedBy, mayConfirm: mayConfirm, mayReopen: mayReopen }}
          isAwaiting={closing === 'signed'}
        />
      )}
    </Section>
  );
}
