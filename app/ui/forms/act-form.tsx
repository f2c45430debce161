import { Form, type FormProps, useActionData, useLocation } from '@remix-run/react';
import { createContext, useContext, useEffect, useRef } from 'react';
import type { FormAnswer, Wrong } from '../../forms/form-answer.ts';
import { Notice } from '../feedback/notice.tsx';
import { sentence } from '../values/sentence.ts';

const Answered = createContext<Wrong | null>(null);

type ActFormProps = Omit<FormProps, 'method' | 'action'> & {
  action: string;
  /** Where other buttons of it send the same fields. */
  alsoTo?: readonly string[] | undefined;
};

/**
 * A form whose act answers on this page: each error stands at its field, what was typed stays, and the first
 * wrong field has the focus, with scripts or without.
 */
export function ActForm({ action, alsoTo = [], children, ...form }: ActFormProps) {
  const { pathname } = useLocation();
  const answer = useActionData<FormAnswer>();
  // An act has an address of its own, so this says which form of the page was sent.
  const isAnswered = [action, ...alsoTo].some((address) => address.split('?')[0] === pathname);
  const wrong = (isAnswered && answer?.wrong) || null;
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (wrong) element.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [wrong]);
  return (
    <Answered.Provider value={wrong}>
      <Form {...form} ref={element} method="post" action={action}>
        {wrong?.message ? (
          <div className="col-span-full w-full">
            <Notice tone="bad">{sentence(wrong.message)}</Notice>
          </div>
        ) : null}
        {children}
      </Form>
    </Answered.Provider>
  );
}

/**
 * What the server said of a field: its error, and what was typed into it; nothing before the form was sent.
 */
export function useAnswered(name: string) {
  const wrong = useContext(Answered);
  return {
    error: wrong?.errors[name],
    isFirstWrong: wrong !== null && Object.keys(wrong.errors)[0] === name,
    /** All values of it, none where it was left out; null where nothing was sent. */
    typed: wrong === null ? null : (wrong.typed[name] ?? []),
  };
}
