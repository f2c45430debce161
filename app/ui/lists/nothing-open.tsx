import { useRouteLoaderData } from '@remix-run/react';
import type { Standing } from '#reconciliation/comparison/standing.ts';
import { Time } from '../values/time.tsx';

type OfFrame = { account: { zone: string } | null; books: { standing: Standing } | null };

/** How the reconciliation of the account that is shown stands; null where none is shown. */
export function useStanding(): Standing | null {
  return (useRouteLoaderData('pages/frame') as OfFrame | undefined)?.books?.standing ?? null;
}

/** What an empty list of discrepancies tells, and what not. */
export function NothingOpen() {
  const frame = useRouteLoaderData('pages/frame') as OfFrame | undefined;
  const standing = frame?.books?.standing;
  if (!standing?.finishedAt)
    return 'Nothing has been compared yet, so nothing is known to agree or to differ.';
  if (standing.state === 'current') return 'Both books agree on all that was compared.';
  return (
    <>
      Nothing was open when the books were compared last,{' '}
      <Time at={standing.finishedAt} zone={frame?.account?.zone ?? 'UTC'} />. What changed since is not known.
    </>
  );
}
