import { lazy, Suspense, useEffect, useState } from 'react';
import type { Mode } from '#paymega/mode.ts';
import type { NavItem } from './nav.tsx';

const load = () => import('./palette.tsx');
const Palette = lazy(load);
const SETTLED_MS = 2000;

type PaletteOpenerProps = { nav: readonly NavItem[]; mode: Mode };

/** Ctrl K or ⌘ K, from anywhere: even from within a field. The palette itself is loaded when the page has settled. */
export function PaletteOpener({ nav, mode }: PaletteOpenerProps) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setIsOpen(true);
    };
    document.addEventListener('keydown', onKey);
    // So that what is typed right after the key finds it there.
    const settled = setTimeout(() => void load(), SETTLED_MS);
    return () => {
      clearTimeout(settled);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette nav={nav} mode={mode} onClose={() => setIsOpen(false)} />
    </Suspense>
  );
}
