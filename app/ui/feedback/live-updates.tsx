import { useLive } from './use-live.ts';

/** Keeps the page of a work that goes on up to date; without scripts the page asks for itself again. */
export function LiveUpdates({ watched }: { watched: string | null }) {
  useLive(watched);
  return watched ? (
    <noscript>
      <meta httpEquiv="refresh" content="3" />
    </noscript>
  ) : null;
}
