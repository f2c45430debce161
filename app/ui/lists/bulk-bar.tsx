import { useNavigation } from '@remix-run/react';
import { type ReactNode, useEffect, useState } from 'react';
import { AccountForm } from '../forms/account-form.tsx';
import { Collapsible } from '../forms/collapsible.tsx';

type BulkBarProps = {
  /** The form's id, which the checkboxes of the list name as theirs. */
  form: string;
  action: string;
  /** Where other buttons of it send the same rows. */
  alsoTo?: readonly string[];
  label: string;
  /** The buttons, and whatever else the act needs. */
  children: ReactNode;
};

/** What can be done with the ticked rows; it counts them where scripts run. */
export function BulkBar({ form, action, alsoTo = [], label, children }: BulkBarProps) {
  const isIdle = useNavigation().state === 'idle';
  const [count, setCount] = useState<number | null>(null);

  useEffect(() => {
    const recount = () => setCount(document.querySelectorAll(`[data-select][form="${form}"]:checked`).length);
    if (isIdle) recount();
    document.addEventListener('change', recount);
    return () => document.removeEventListener('change', recount);
  }, [form, isIdle]);

  return (
    <Collapsible label={count ? `${label}, ${count}` : label}>
      <AccountForm
        id={form}
        action={action}
        alsoTo={alsoTo}
        aria-label={label}
        className="flex flex-wrap items-center gap-2"
      >
        {children}
        <span aria-live="polite" className="text-muted">
          {count ? `${count} selected` : ''}
        </span>
      </AccountForm>
    </Collapsible>
  );
}
