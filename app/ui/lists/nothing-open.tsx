import { useReconciliationStatus } from '../frame/use-reconciliation-status.ts';
import { Time } from '../values/time.tsx';

/** What an empty list of discrepancies tells, and what not. */
export function NothingOpen() {
  const reconciliation = useReconciliationStatus();
  if (!reconciliation?.finishedAt)
    return 'Nothing has been compared yet, so nothing is known to agree or to differ.';
  if (reconciliation.state === 'current') return 'Both books agree on all that was compared.';
  return (
    <>
      Nothing was open when the books were compared last,{' '}
      <Time at={reconciliation.finishedAt} zone={reconciliation.zone} />. What changed since is not known.
    </>
  );
}
