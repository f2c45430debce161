import { X } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Notice } from './notice.tsx';

type ToastProps = Pick<ComponentProps<typeof Notice>, 'tone' | 'children'> & {
  /** The answer that says it: one that is put away hides no later one of the same words. */
  of: object;
};

/** What came of an act, said over the page, until it is put away or another page is shown. */
export function Toast({ of, tone, children }: ToastProps) {
  const [away, setAway] = useState<object | null>(null);
  if (away === of) return null;
  return (
    <div className="toast" data-screen-only>
      <Notice tone={tone}>
        <div className="flex items-start gap-3">
          <div className="min-w-0">{children}</div>
          <button
            type="button"
            aria-label="Put this message away"
            onClick={() => setAway(of)}
            className="-my-0.5 -mr-1 flex size-6 flex-none items-center justify-center rounded-md hover:bg-sunken noscript:hidden"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        </div>
      </Notice>
    </div>
  );
}
