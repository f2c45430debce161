import { useActionData, useLocation, useNavigation } from '@remix-run/react';
import { type ReactNode, useEffect, useState } from 'react';
import type { FormAnswer } from '../../forms/form-answer.ts';
import { AccountForm } from '../forms/account-form.tsx';
import { MoneyList } from '../values/money.tsx';
import { countTicked, NONE_TICKED, type Ticked } from './ticked.ts';

type BulkBarProps = {
  /** The form's id, which the checkboxes of the list name as theirs. */
  form: string;
  action: string;
  /** Where other buttons of it send the same rows. */
  alsoTo?: readonly string[];
  label: string;
  /** What the money of a row is, such as “at risk”. */
  money: string;
  /** The buttons, and whatever else the act needs. */
  children: ReactNode | ((ticked: Ticked) => ReactNode);
};

/**
 * What can be done with the ticked rows, and only while one is; where scripts run it says how many, and how
 * much.
 */
export function BulkBar({ form, action, alsoTo = [], label, money, children }: BulkBarProps) {
  const isIdle = useNavigation().state === 'idle';
  const { pathname } = useLocation();
  const wasSent = [action, ...alsoTo].some((address) => address.split('?')[0] === pathname);
  // Refused, it stays in sight with the reason, whatever is ticked.
  const isRefused = Boolean(useActionData<FormAnswer>()?.wrong) && wasSent;
  const [ticked, setTicked] = useState<Ticked>(NONE_TICKED);

  useEffect(() => {
    const recount = () => setTicked(countTicked(form));
    if (isIdle) recount();
    document.addEventListener('change', recount);
    return () => document.removeEventListener('change', recount);
  }, [form, isIdle]);

  const { count, amounts, unknown } = ticked;
  return (
    <div className="bulk-bar" data-refused={isRefused ? true : undefined} data-screen-only>
      <AccountForm
        id={form}
        action={action}
        alsoTo={alsoTo}
        aria-label={label}
        className="flex flex-wrap items-center gap-x-3 gap-y-2"
      >
        <div aria-live="polite" className="flex items-center gap-2 empty:hidden">
          {count > 0 ? <strong className="whitespace-nowrap">{count} selected</strong> : null}
          {amounts.length > 0 ? <MoneyList amounts={amounts} /> : null}
          {count > 0 ? (
            <span className="text-muted">
              {amounts.length > 0 ? money : ''}
              {unknown > 0 ? ` ${unknown} not known` : ''}
            </span>
          ) : null}
        </div>
        {typeof children === 'function' ? children(ticked) : children}
      </AccountForm>
    </div>
  );
}
