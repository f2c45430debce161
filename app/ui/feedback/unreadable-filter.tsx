import { Form, Link, useLocation } from '@remix-run/react';
import { Button } from '../forms/button.tsx';
import { Field } from '../forms/field.tsx';
import { labelOf } from '../values/label-of.ts';

type Unreadable = {
  name: string;
  value: string;
  message: string;
  choices?: readonly string[] | undefined;
  /** There is no parameter of this name. */
  isStrange?: boolean | undefined;
};

/** The head and the title of the page. */
export const UNREADABLE = 'This filter cannot be read';

type UnreadableFilterProps = { unreadable: readonly Unreadable[] };

/** Whether an error of the server's says what of a filter cannot be read. */
export function isUnreadable(data: unknown): data is UnreadableFilterProps {
  return typeof data === 'object' && data !== null && 'unreadable' in data;
}

/** In place of a list whose filter cannot be read: what is wrong at each field, to be mended; works without scripts. */
export function UnreadableFilter({ unreadable }: UnreadableFilterProps) {
  const { pathname, search } = useLocation();
  const wrong = unreadable.map(({ name }) => name);
  // A place in the list belongs to the filter of before.
  const kept = [...new URLSearchParams(search)].filter(
    ([name, value]) => value !== '' && ![...wrong, 'after', 'before', 'preview'].includes(name),
  );
  const without = new URLSearchParams(kept).toString();
  const fields = unreadable.filter(({ isStrange }) => !isStrange);
  const strange = unreadable.filter(({ isStrange }) => isStrange);
  return (
    <div className="flex max-w-xl flex-col gap-3">
      <div role="alert">
        <h1 className="text-xl font-semibold">{UNREADABLE}</h1>
        <p>Nothing is listed, so that no list is taken for an answer to it.</p>
        {strange.map(({ name, message }) => (
          <p key={name} className="text-bad">
            “{name}” {message}.
          </p>
        ))}
      </div>
      {fields.length > 0 ? (
        <Form action={pathname} aria-label="Mend the filter" className="flex flex-col gap-3">
          {kept.map(([name, value]) => (
            <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
          ))}
          {fields.map((field) => (
            <Mended key={field.name} {...field} />
          ))}
          <p>
            <Button tone="primary">Show the list</Button>
          </p>
        </Form>
      ) : null}
      <p>
        <Link to={without ? `${pathname}?${without}` : pathname}>Show it without {wrong.join(', ')}</Link>
      </p>
    </div>
  );
}

function Mended({ name, value, message, choices }: Unreadable) {
  const error = `${labelOf(name)} ${message}.`;
  if (choices === undefined)
    return (
      <Field
        name={name}
        label={labelOf(name)}
        defaultValue={value.slice(0, 1000)}
        error={error}
        autoComplete="off"
      />
    );
  return (
    <Field name={name} label={labelOf(name)} error={error}>
      {(wiring) => (
        <select {...wiring} defaultValue="">
          <option value="">Not asked for</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
