import { X } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { Notice } from './notice.tsx';

type ToastProps = Pick<ComponentProps<typeof Notice>, 'tone' | 'children'>;

/** What came of an act, said over the page, until it is put away or another page is shown. */
export function Toast({ tone, children }: ToastProps) {
  const [isAway, setIsAway] = useState(false);
  if (isAway) return null;
  return (
    <div className="toast" data-screen-only>
      <Notice tone={tone}>
        <div className="flex items-start gap-3">
          <div className="min-w-0">{children}</div>
          <button
            type="button"
            aria-label="Put this message away"
            onClick={() => setIsAway(true)}
            className="-my-0.5 -mr-1 flex size-6 flex-none items-center justify-center rounded-md hover:bg-sunken noscript:hidden"
          >
            <X aria-hidden="true" className="size-4" />
          </button>
        </div>
      </Notice>
    </div>
  );
}
