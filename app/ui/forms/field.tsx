import { type InputHTMLAttributes, type ReactNode, useId } from 'react';
import { sentence } from '../values/sentence.ts';
import { useAnswered } from './act-form.tsx';

/** What ties a control to its label, hint and error; spread it on the control. */
export type FieldWiring = {
  id: string;
  name: string;
  className: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
  /** The first wrong field of a form that was sent, where no script moves the focus there. */
  autoFocus: boolean | undefined;
  /** What was typed before the form was refused. */
  defaultValue: string | undefined;
};

type FieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'children'> & {
  name: string;
  label: string;
  /** For a bar in one line, where a placeholder says it to those who see. */
  isLabelHidden?: boolean;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** For a select or a textarea; without it the field is an input. */
  children?: ((wiring: FieldWiring) => ReactNode) | undefined;
};

/** A label, its control, a hint, and what is wrong with the value. */
export function Field({
  name,
  label,
  isLabelHidden,
  hint,
  error,
  children,
  className = '',
  ...input
}: FieldProps) {
  const id = useId();
  const answered = useAnswered(name);
  const wrong = error ?? answered.error;
  const typed = answered.typed?.at(-1);
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint ? hintId : '', wrong ? errorId : ''].filter(Boolean).join(' ');
  const wiring: FieldWiring = {
    id,
    name,
    className: `control w-full ${className}`,
    'aria-describedby': described || undefined,
    'aria-invalid': wrong ? true : undefined,
    autoFocus: answered.isFirstWrong || undefined,
    defaultValue: typed,
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'font-medium'}>
        {label}
        {input.required ? <span className="font-normal text-muted"> (required)</span> : null}
      </label>
      {children ? (
        children(wiring)
      ) : (
        <input {...input} {...wiring} defaultValue={typed ?? input.defaultValue} />
      )}
      {hint ? (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      ) : null}
      {wrong ? (
        <p id={errorId} role={answered.isFirstWrong ? 'alert' : undefined} className="text-bad">
          {sentence(wrong)}
        </p>
      ) : null}
    </div>
  );
}
