import { useActionData } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { FormAnswer } from '../../forms/form-answer.ts';
import { OneTimeSecret } from './one-time-secret.tsx';
import { Toast } from './toast.tsx';

/**
 * What came of an act, on the page where it was asked for; what was wrong stands in its form. `children` is
 * about secrets.
 */
export function ActionNotice({ children }: { children?: ReactNode }) {
  const done = useActionData<FormAnswer>()?.done;
  if (!done) return null;
  const { message, secrets } = done;
  if (!secrets) {
    return (
      <Toast of={done} tone="good">
        {message}
      </Toast>
    );
  }
  return (
    <OneTimeSecret title={message} secrets={secrets}>
      {children}
    </OneTimeSecret>
  );
}
