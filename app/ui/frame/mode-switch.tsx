import { Link, useLocation } from '@remix-run/react';
import type { Mode } from '#paymega/mode.ts';

const MODES = [
  { mode: 'live', label: 'Live' },
  { mode: 'test', label: 'Test' },
] as const;

type ModeSwitchProps = { mode: Mode };

/** Live or test payments: the same page, with everything else in the address kept. */
export function ModeSwitch({ mode: current }: ModeSwitchProps) {
  const { pathname, search } = useLocation();
  return (
    <nav aria-label="Mode" className="inline-flex rounded-md border border-edge p-px">
      {MODES.map(({ mode, label }) => {
        const params = new URLSearchParams(search);
        params.set('mode', mode);
        const isCurrent = mode === current;
        const look = mode === 'test' ? 'bg-warn-soft text-warn' : 'bg-accent-soft text-accent';
        return (
          <Link
            key={mode}
            to={`${pathname}?${params}`}
            aria-current={isCurrent ? 'true' : undefined}
            className={`rounded-sm px-2.5 py-1 sm:py-0.5 ${isCurrent ? `font-semibold ${look}` : 'text-muted hover:text-ink'}`}
          >
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
