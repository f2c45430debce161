import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';

/** Begins a test payment: how much, and whether Paymega is asked first which services are open to it. */
export function DraftForm() {
  return (
    <Section heading="New test payment">
      <AccountForm action="/test-payments" className="flex flex-wrap items-start gap-3">
        <Field name="amount" label="Amount" inputMode="decimal" defaultValue="1.00" required />
        <Field name="currency" label="Currency" defaultValue="USD" maxLength={3} required />
        <div className="mt-6 flex flex-wrap gap-2">
          <Button tone="primary" name="services" value="ask">
            Ask for services
          </Button>
          <Button name="services" value="skip">
            Skip the pre-request
          </Button>
        </div>
      </AccountForm>
    </Section>
  );
}
