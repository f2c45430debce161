import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';
import { OneTimeSecret } from './one-time-secret.tsx';

/** What an act made; `secrets` are shown this once, with the words as their title. */
type Done = { message: string; secrets?: readonly string[] | undefined };

type ActionNoticeProps = {
  answer: { done: Done | null; message: string | null } | undefined;
  /** What to know of the secrets. */
  children?: ReactNode;
};

/** What came of an act, on the page where it was asked for. */
export function ActionNotice({ answer, children }: ActionNoticeProps) {
  if (answer?.message) return <Notice tone="bad">{answer.message}.</Notice>;
  if (!answer?.done) return null;
  const { message, secrets } = answer.done;
  if (!secrets) return <Notice tone="good">{message}</Notice>;
  return (
    <OneTimeSecret title={message} secrets={secrets}>
      {children}
    </OneTimeSecret>
  );
}
