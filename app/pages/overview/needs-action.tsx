import { useReconciliationStatus } from '../../ui/frame/use-reconciliation-status.ts';
import { pluralize } from '../../ui/values/pluralize.ts';

/** How much needs action: what is open, and a reconciliation that does not go on. */
export function NeedsAction({ open }: { open: number }) {
  const state = useReconciliationStatus()?.state;
  const isStopped = state === 'failed' || state === 'late';
  const discrepancies = pluralize(open, 'discrepancy', 'discrepancies');
  if (isStopped) {
    return open === 0
      ? '1 problem needs action: the books are not being reconciled.'
      : `${open + 1} problems need action: the books are not being reconciled, and ${discrepancies}.`;
  }
  if (open > 0) return `${discrepancies} ${open === 1 ? 'needs' : 'need'} action.`;
  return state === 'current'
    ? 'Nothing needs action.'
    : 'No discrepancy is open; nothing is being compared yet.';
}
