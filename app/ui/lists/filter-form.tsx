import { Form, Link, useSubmit } from '@remix-run/react';
import { type FormEvent, type RefObject, useEffect, useRef } from 'react';
import { Button } from '../forms/button.tsx';
import { FilterControl, type FilterField } from './filter-control.tsx';

const TYPING_PAUSE_MS = 450;
/** A date is typed in parts, and each part makes a valid date of another century. */
const DATE_PAUSE_MS = 900;

export type FilterFormProps = {
  action: string;
  fields: readonly FilterField[];
  /** What else the address must keep, such as the mode and the sort. */
  hidden?: Readonly<Record<string, string>> | undefined;
  /** What it keeps only until the filters are cleared. */
  passing?: Readonly<Record<string, string>> | undefined;
  className: string;
};

/** A filter that lives in the address: a GET form, which submits itself on change where scripts run. */
export function FilterForm({ action, fields, hidden = {}, passing = {}, className }: FilterFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<number>();
  const submit = useSubmit();
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useFollowAddress(form, fields);

  function apply() {
    window.clearTimeout(timer.current);
    if (form.current?.checkValidity()) {
      submit(filledIn(form.current), { method: 'get', action, replace: true, preventScrollReset: true });
    }
  }

  function applyInOrder() {
    if (form.current && areDaysInOrder(form.current)) apply();
  }

  function applySoon(event: FormEvent<HTMLFormElement>) {
    window.clearTimeout(timer.current);
    const { target } = event;
    if (target instanceof HTMLSelectElement) return apply();
    const isDate = target instanceof HTMLInputElement && target.type === 'date';
    // While one of two days is changed they may be in the wrong order: the button would be told so.
    timer.current = window.setTimeout(applyInOrder, isDate ? DATE_PAUSE_MS : TYPING_PAUSE_MS);
  }

  const kept = Object.entries(hidden).filter(([, value]) => value !== '');
  const cleared = new URLSearchParams(kept).toString();
  return (
    <Form
      ref={form}
      action={action}
      aria-label="Filters"
      onInput={applySoon}
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
      className={className}
    >
      {Object.entries({ ...hidden, ...passing })
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
      {fields.map((field) => (
        <FilterControl key={field.name} field={field} />
      ))}
      <div className="col-span-2 flex items-center gap-3">
        <Button>Apply</Button>
        <Link to={cleared ? `${action}?${cleared}` : action} className="text-accent hover:underline">
          Clear
        </Link>
      </div>
    </Form>
  );
}

/** When the address changes by a link, the controls follow; the one that somebody types in is left alone. */
function useFollowAddress(form: RefObject<HTMLFormElement>, fields: readonly FilterField[]) {
  useEffect(() => {
    for (const field of fields) {
      const control = form.current?.elements.namedItem(field.name);
      const isControl = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
      if (isControl && control !== document.activeElement) control.value = field.value;
    }
  }, [form, fields]);
}

function areDaysInOrder(form: HTMLFormElement): boolean {
  const days = new FormData(form);
  const [from, to] = [days.get('from'), days.get('to')];
  return !from || !to || from <= to;
}

/** Without the empty ones: an address should say what is asked, not what is not. */
function filledIn(form: HTMLFormElement): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value.trim() !== '') params.append(name, value.trim());
  }
  return params;
}
