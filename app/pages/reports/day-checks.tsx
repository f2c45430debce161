import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { DayState } from '#reconciliation/reports/day-report.ts';
import { things } from '../../ui/things.ts';
import { Time } from '../../ui/time.tsx';

type DayChecksProps = { day: string; zone: string; ties: boolean; state: DayState };

/** What must be true of a day before it is closed, and what is not yet; each leads to what stands in the way. */
export function DayChecks({ day, zone, ties, state }: DayChecksProps) {
  const { unresolved, pending, comparedAt, unanswered, notCompared, runId } = state;
  return (
    <ul className="mb-3 flex flex-col gap-1">
      <Check isGood={ties}>
        {ties ? (
          'The two books agree to the cent, per currency and service.'
        ) : (
          <>
            The two books differ:{' '}
            <Link to={`/discrepancies?day=${day}&state=all`}>every discrepancy of the day</Link>, resolved
            ones too. To resolve one changes neither book.
          </>
        )}
      </Check>
      <Check isGood={unresolved === 0}>
        {unresolved === 0 ? (
          'Nothing of it is unresolved.'
        ) : (
          <>
            <Link to={`/discrepancies?day=${day}`}>{things(unresolved, 'discrepancy', 'discrepancies')}</Link>{' '}
            {unresolved === 1 ? 'is' : 'are'} unresolved.
          </>
        )}
      </Check>
      <Check isGood={pending === 0}>
        {pending === 0 ? (
          'Every payment of it is final.'
        ) : (
          <>
            <Link to={`/invoices?pending=yes&from=${day}&to=${day}`}>{things(pending, 'payment')}</Link> of it{' '}
            {pending === 1 ? 'is' : 'are'} not final.
          </>
        )}
      </Check>
      <Check isGood={comparedAt !== null}>
        {comparedAt ? (
          <>
            Compared with Paymega after its end, <Time at={comparedAt} zone={zone} />.
          </>
        ) : (
          'No run has compared all of it since it ended.'
        )}
      </Check>
      {unanswered > 0 ? (
        <Check isGood={false}>
          That run had no answer about {things(unanswered, 'invoice')} of its window.
        </Check>
      ) : null}
      {notCompared > 0 && runId !== null ? (
        <Check isGood={false}>
          Paymega counts {things(notCompared, 'payment')} of it that its list did not show: not compared by{' '}
          <Link to={`/runs/${runId}`}>run {runId.toString()}</Link>.
        </Check>
      ) : null}
    </ul>
  );
}

function Check({ isGood, children }: { isGood: boolean; children: ReactNode }) {
  return (
    <li>
      <span aria-hidden="true" className={isGood ? 'text-good' : 'text-warn'}>
        {isGood ? '✓' : '✗'}
      </span>
      <span className="sr-only">{isGood ? 'Done:' : 'To do:'}</span> {children}
    </li>
  );
}
