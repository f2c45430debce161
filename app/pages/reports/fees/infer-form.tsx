import { Form } from '@remix-run/react';
import { Button } from '../../../ui/forms/button.tsx';
import { FilterControl } from '../../../ui/lists/filter-control.tsx';

type InferFormProps = { values: Record<'currency' | 'service' | 'from' | 'to' | 'mode', string> };

/** Asks which rate explains what was charged. */
export function InferForm({ values }: InferFormProps) {
  return (
    <Form
      action="/reports/fees/inference"
      aria-label="Infer a rate"
      className="flex flex-wrap items-end gap-3"
    >
      <input type="hidden" name="mode" value={values.mode} />
      <FilterControl field={{ name: 'currency', label: 'Currency', type: 'text', value: values.currency }} />
      <FilterControl field={{ name: 'service', label: 'Service', type: 'text', value: values.service }} />
      <FilterControl field={{ name: 'from', label: 'Created from', type: 'date', value: values.from }} />
      <FilterControl field={{ name: 'to', label: 'to', type: 'date', value: values.to }} />
      <Button>Infer from history</Button>
    </Form>
  );
}
