import { useRevalidator } from '@remix-run/react';
import { useEffect, useRef } from 'react';

/**
 * Loads the page's data again when the server says that it has changed, as long as somebody looks at it.
 * @param watched what of (pages/live.ts): `run/12`, say; null where nothing moves
 */
export function useLive(watched: string | null): void {
  const { revalidate, state } = useRevalidator();
  const loading = useRef({ isIdle: true, isDue: false });
  useEffect(() => {
    loading.current.isIdle = state === 'idle';
    if (state !== 'idle' || !loading.current.isDue) return;
    loading.current.isDue = false;
    revalidate();
  }, [state, revalidate]);

  useEffect(() => {
    if (!watched) return undefined;
    let source: EventSource | undefined;
    // A browser opens a handful of connections to one site: pages that nobody sees hold none.
    const follow = () => {
      source?.close();
      source = document.hidden ? undefined : new EventSource(`/live/${watched}`);
      source?.addEventListener('message', () => {
        if (loading.current.isIdle) revalidate();
        else loading.current.isDue = true;
      });
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      source?.close();
    };
  }, [watched, revalidate]);
}
