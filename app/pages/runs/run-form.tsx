import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

/** Orders a run over some days, today unless others are chosen. */
export function RunForm({ today }: { today: string }) {
  return (
    <Section heading="Reconcile now">
      <AccountForm action="/runs" className="flex flex-wrap items-end gap-2">
        <Field name="from" label="First day" type="date" defaultValue={today} required />
        <Field name="to" label="Last day" type="date" defaultValue={today} required />
        <Button tone="primary">Run</Button>
      </AccountForm>
    </Section>
  );
}
