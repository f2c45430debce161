import { Form } from '@remix-run/react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Mode } from '#paymega/mode.ts';
import { Button, ButtonLink } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { inMode } from '../../ui/values/in-mode.ts';

type RangeFormProps = { from: string; to: string; month: string | null; mode: Mode };

/** Chooses the days of the list: a month, or any range. */
export function RangeForm({ from, to, month, mode }: RangeFormProps) {
  const shown = month ?? to.slice(0, 7);
  return (
    <div className="flex flex-wrap items-end gap-3" data-screen-only>
      <div className="flex items-center gap-1">
        <ButtonLink to={inMode(`/reports?month=${monthsAfter(shown, -1)}`, mode)}>
          <ChevronLeft aria-hidden="true" /> {monthsAfter(shown, -1)}
        </ButtonLink>
        <ButtonLink to={inMode(`/reports?month=${shown}`, mode)}>{shown}</ButtonLink>
        <ButtonLink to={inMode(`/reports?month=${monthsAfter(shown, 1)}`, mode)}>
          {monthsAfter(shown, 1)} <ChevronRight aria-hidden="true" />
        </ButtonLink>
      </div>
      <Form method="get" action="/reports" className="flex flex-wrap items-end gap-2">
        {mode === 'test' ? <input type="hidden" name="mode" value="test" /> : null}
        <Field name="from" label="First day" type="date" defaultValue={from} key={`from ${from}`} />
        <Field name="to" label="Last day" type="date" defaultValue={to} key={`to ${to}`} />
        <Button>Show</Button>
      </Form>
    </div>
  );
}

function monthsAfter(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}
