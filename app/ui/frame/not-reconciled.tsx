import { Link } from '@remix-run/react';
import type { ReconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';
import { Foreign } from '../values/foreign.tsx';
import { pluralize } from '../values/pluralize.ts';
import { Time } from '../values/time.tsx';

type NotReconciledProps = {
  reconciliation: ReconciliationStatus;
  zone: string;
  /** Where the keys of the account are changed; null for those who may not. */
  keysHref: string | null;
};

/** Above every page of an account that is not being reconciled: since when, why, and what mends it. */
export function NotReconciled({ reconciliation, zone, keysHref }: NotReconciledProps) {
  if (reconciliation.state === 'current') return null;
  const { state, finishedAt, failed, isRunning } = reconciliation;
  const isBad = state === 'failed' || state === 'late';
  return (
    <section
      aria-label="Reconciliation"
      className={`rounded-md border-l-4 px-3 py-2 ${isBad ? 'border-bad bg-bad-soft' : 'border-warn bg-warn-soft'}`}
    >
      <p>
        <strong className="font-semibold">{headline(reconciliation)}</strong>{' '}
        {failed ? (
          <>
            <Foreign text={failed.fault ? CAUSES[failed.fault] : failed.message} />.{' '}
          </>
        ) : null}
        {finishedAt ? (
          <>
            Compared last <Time at={finishedAt} zone={zone} />; what changed since may differ.
          </>
        ) : (
          'Nothing has been compared, so nothing is known to agree or to differ.'
        )}{' '}
        {isRunning ? 'A run is under way. ' : null}
        {failed ? <Link to={`/runs/${failed.id}`}>The failed run</Link> : <Link to="/runs">Runs</Link>}
        {keysHref && failed && OF_OUR_KEYS.has(failed.fault ?? '') ? (
          <>
            {' · '}
            <Link to={keysHref}>Correct the keys of the account</Link>
          </>
        ) : null}
        {keysHref && state === 'disabled' ? (
          <>
            {' · '}
            <Link to={keysHref}>The account’s settings</Link>
          </>
        ) : null}
      </p>
    </section>
  );
}

const OF_OUR_KEYS: ReadonlySet<string> = new Set(['unauthorised', 'forbidden']);

/** What came between us and Paymega, in words. */
const CAUSES: Readonly<Record<NonNullable<NonNullable<ReconciliationStatus['failed']>['fault']>, string>> = {
  unauthorised: 'Paymega refuses the Account ID or the API key (401)',
  forbidden: 'Paymega refuses access (403)',
  invalid: 'Paymega refuses what we ask',
  rate_limited: 'Paymega limits our requests (429)',
  server_error: 'Paymega answers with errors',
  timed_out: 'Paymega does not answer in time',
  unreachable: 'Paymega cannot be reached',
  unreadable: 'Paymega’s answers cannot be read',
};

function headline({ state, failures, isRunning }: ReconciliationStatus): string {
  switch (state) {
    case 'failed':
      return failures === 1
        ? 'Not reconciled: the last run failed.'
        : `Not reconciled: the last ${pluralize(failures, 'run')} failed.`;
    case 'late':
      return 'Not reconciled: runs are late.';
    case 'disabled':
      return 'Not reconciled: the account is disabled.';
    default:
      return isRunning ? 'Not reconciled yet: the first run is under way.' : 'Not reconciled yet.';
  }
}
