import { Form } from '@remix-run/react';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { LIST_LABELS } from './list-labels.ts';

/** Chooses a list to export all of; who wants a part of it begins at the list. */
export function StartExport() {
  return (
    <Form method="get" action="/reports/exports/new" className="flex flex-wrap items-end gap-3">
      <Field name="list" label="List" hint="All of it; for a part, filter the list and export it there">
        {(wiring) => (
          <select {...wiring}>
            {Object.entries(LIST_LABELS)
              .filter(isList)
              .map(([list, label]) => (
                <option key={list} value={list}>
                  {label}
                </option>
              ))}
          </select>
        )}
      </Field>
      <Button>Continue</Button>
    </Form>
  );
}

// A day is chosen on its own page.
function isList([list]: [string, string]): boolean {
  return list !== 'day';
}
