import { lazy, Suspense, useEffect, useState } from 'react';
import type { NavItem } from './nav.tsx';

const Palette = lazy(() => import('./palette.tsx'));

type PaletteOpenerProps = { nav: readonly NavItem[]; mode: 'live' | 'test' };

/** Ctrl K or ⌘ K, from anywhere: even from within a field. The palette itself is loaded when it is first wanted. */
export function PaletteOpener({ nav, mode }: PaletteOpenerProps) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setIsOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette nav={nav} mode={mode} onClose={() => setIsOpen(false)} />
    </Suspense>
  );
}
