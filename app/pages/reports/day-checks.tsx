import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { DayState } from '#reconciliation/reports/day-report.ts';
import type { DifferenceState } from '#reconciliation/reports/money-report.ts';
import { pluralize } from '../../ui/values/pluralize.ts';
import { Time } from '../../ui/values/time.tsx';

type DayChecksProps = { day: string; zone: string; difference: DifferenceState; state: DayState };

const DIFFERENCES: Readonly<Record<Exclude<DifferenceState, 'none'>, string>> = {
  explained: 'The two books differ, and the difference is explained to the cent by the items above.',
  partly_compared: 'Part of the money of it was not compared; what was differs by the items above alone.',
  unexplained: 'The two books differ, and part of the difference is not explained by any item.',
};

/** What must be true of a day before it is closed, and what is not yet; each leads to what stands in the way. */
export function DayChecks({ day, zone, difference, state }: DayChecksProps) {
  const { unresolved, pending, comparedAt, unanswered, notCompared, unreadable, isShort } = state;
  const isCompared = comparedAt !== null && notCompared + unreadable === 0;
  return (
    <ul className="mb-3 flex flex-col gap-1">
      <Check isGood={difference === 'none' && isCompared}>
        {difference !== 'none'
          ? DIFFERENCES[difference]
          : isCompared
            ? 'The two books agree to the cent, per currency and service.'
            : 'Not all of it was compared: whether the two books agree is not known.'}
      </Check>
      <Check isGood={unresolved === 0 && isCompared}>
        {unresolved === 0 ? (
          isCompared ? (
            'Nothing of it is unresolved.'
          ) : (
            'No discrepancy of it is open; what was not compared may hold some.'
          )
        ) : (
          <>
            <Link to={`/discrepancies?day=${day}`}>
              {pluralize(unresolved, 'discrepancy', 'discrepancies')}
            </Link>{' '}
            {unresolved === 1 ? 'is' : 'are'} unresolved.
          </>
        )}
      </Check>
      <Check isGood={pending === 0 && isCompared}>
        {pending === 0 ? (
          isCompared ? (
            'Every payment of it is final.'
          ) : (
            'Every payment of it that our book knows is final.'
          )
        ) : (
          <>
            <Link to={`/invoices?pending=yes&from=${day}&to=${day}`}>{pluralize(pending, 'payment')}</Link> of
            it {pending === 1 ? 'is' : 'are'} not final.
          </>
        )}
      </Check>
      {unreadable > 0 ? (
        <Check isGood={false}>
          <Link to="/callbacks?show=quarantine">{pluralize(unreadable, 'payment')}</Link> of it cannot be
          read: what Paymega told of {unreadable === 1 ? 'it' : 'them'} is in quarantine.
        </Check>
      ) : null}
      {notCompared > 0 ? (
        <Check isGood={false}>
          {pluralize(notCompared, 'payment')} of it {notCompared === 1 ? 'is' : 'are'} not compared: Paymega
          was not asked since our book heard of {notCompared === 1 ? 'it' : 'them'}, or gave no answer.
        </Check>
      ) : null}
      {isShort ? (
        <Check isGood={false}>Paymega’s list of it was incomplete when the last run read it.</Check>
      ) : null}
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
          That run had no answer about {pluralize(unanswered, 'invoice')} of its window.
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
