import { useLocation } from '@remix-run/react';
import { AccountForm } from '../forms/account-form.tsx';

/** Takes back what was just resolved; `at` names it. */
export function Undo({ at }: { at: string }) {
  const { pathname, search } = useLocation();
  return (
    <AccountForm action="/discrepancies/undo" className="inline" data-screen-only>
      <input type="hidden" name="at" value={at} />
      <input type="hidden" name="to" value={pathname + search} />{' '}
      <button type="submit" data-key="z" className="font-medium text-accent underline">
        Undo
      </button>
    </AccountForm>
  );
}
