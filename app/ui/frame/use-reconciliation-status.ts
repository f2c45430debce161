import { useRouteLoaderData } from '@remix-run/react';
import type { ReconciliationStatus } from '#reconciliation/comparison/reconciliation-status.ts';

type OfFrame = {
  account: { zone: string } | null;
  books: { reconciliation: ReconciliationStatus } | null;
};

/** How the reconciliation of the account that is shown stands, and its time zone; null where none is shown. */
export function useReconciliationStatus(): (ReconciliationStatus & { zone: string }) | null {
  const frame = useRouteLoaderData('pages/frame') as OfFrame | undefined;
  if (!frame?.books || !frame.account) return null;
  return { ...frame.books.reconciliation, zone: frame.account.zone };
}
