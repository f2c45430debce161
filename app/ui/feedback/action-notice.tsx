import type { ReactNode } from 'react';
import { Notice } from './notice.tsx';
import { ToldOnce } from './one-time-secret.tsx';

/** What an act made; `secrets` are shown this once, with the words as their title. */
type Done = { said: string; secrets?: readonly string[] | undefined };

type ActAnswerProps = {
  answer: { done: Done | null; words: string | null } | undefined;
  /** What to know of the secrets. */
  children?: ReactNode;
};

/** What came of an act, on the page where it was asked for. */
export function ActAnswer({ answer, children }: ActAnswerProps) {
  if (answer?.words) return <Notice tone="bad">{answer.words}.</Notice>;
  if (!answer?.done) return null;
  const { said, secrets } = answer.done;
  if (!secrets) return <Notice tone="good">{said}</Notice>;
  return (
    <ToldOnce title={said} secrets={secrets}>
      {children}
    </ToldOnce>
  );
}
