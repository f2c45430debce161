import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

/** What ties a control to its label, hint and error; spread it on the control. */
export type FieldWiring = {
  id: string;
  name: string;
  className: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
};

type FieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'children'> & {
  name: string;
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  /** For a select or a textarea; without it the field is an input. */
  children?: ((wiring: FieldWiring) => ReactNode) | undefined;
};

/** A label, its control, a hint, and what is wrong with the value. */
export function Field({ name, label, hint, error, children, className = '', ...input }: FieldProps) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint ? hintId : '', error ? errorId : ''].filter(Boolean).join(' ');
  const wiring: FieldWiring = {
    id,
    name,
    className: `control w-full ${className}`,
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
  };
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
        {input.required ? <span className="font-normal text-muted"> (required)</span> : null}
      </label>
      {children ? children(wiring) : <input {...input} {...wiring} />}
      {hint ? (
        <p id={hintId} className="text-xs text-muted">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={errorId} className="text-bad">
          {error}
        </p>
      ) : null}
    </div>
  );
}
