import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';

type CollapsibleProps = { label: string; children: ReactNode };

/** Folded away on phones, where the list matters more; on wider screens it stands open, without anything to press. */
export function Collapsible({ label, children }: CollapsibleProps) {
  return (
    <details className="fold" data-screen-only>
      <summary className="supports-[selector(::details-content)]:sm:hidden flex min-h-9 w-fit list-none items-center gap-1.5 rounded-md border border-edge bg-raised px-3 font-medium">
        {label} <ChevronDown aria-hidden="true" className="size-3.5" />
      </summary>
      {children}
    </details>
  );
}
