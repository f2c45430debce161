import { Check, Copy as CopyIcon, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';

const SHOWN_MS = 2000;

type CopyProps = {
  /** What it does, for those who do not see its icon. */
  label: string;
  /** What to copy, when it is pressed. */
  text: () => string;
  isLink?: boolean | undefined;
};

/** Copies a text; there only where scripts run. */
export function Copy({ label, text, isLink = false }: CopyProps) {
  const [works, setWorks] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => setWorks(navigator.clipboard !== undefined), []);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : isLink ? Link2 : CopyIcon;

  async function copy() {
    await navigator.clipboard.writeText(text());
    setIsCopied(true);
  }

  return (
    <span className={works ? undefined : 'invisible'} data-screen-only>
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={() => void copy()}
        className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-sunken hover:text-ink"
      >
        <Icon aria-hidden="true" className="size-3.5" />
      </button>
      <span aria-live="polite" className="sr-only">
        {isCopied ? 'Copied' : ''}
      </span>
    </span>
  );
}

/** Copies the whole address of a page of ours. */
export function CopyLink({ to }: { to: string }) {
  return <Copy label="Copy link" isLink text={() => new URL(to, window.location.href).href} />;
}
