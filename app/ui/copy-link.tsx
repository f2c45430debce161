import { Check, Link2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';

const SHOWN_MS = 2000;

/** Copies the whole address of a page of ours; there only where scripts run. */
export function CopyLink({ to }: { to: string }) {
  const [works, setWorks] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => setWorks(navigator.clipboard !== undefined), []);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  if (!works) return null;

  async function copy() {
    await navigator.clipboard.writeText(new URL(to, window.location.href).href);
    setIsCopied(true);
  }

  return (
    <>
      <Button type="button" aria-label="Copy link" title="Copy link" onClick={() => void copy()}>
        {isCopied ? <Check aria-hidden="true" /> : <Link2 aria-hidden="true" />}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? 'Copied' : ''}
      </span>
    </>
  );
}
