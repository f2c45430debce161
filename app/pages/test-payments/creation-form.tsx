import type { TestPayment } from '#reconciliation/test-payments/test-payments.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

export type CreationFields = {
  amount: string;
  currency: string;
  service: string;
  referenceId: string;
  description: string;
  returnUrl: string;
  callbackUrl: string;
};

type CreationFormProps = {
  action: string;
  fields: CreationFields;
  /** Chosen from, where Paymega offered some; typed where it was not asked. */
  offered: TestPayment['offered'];
  /** Paymega's words at the field that they belong to. */
  errors: Readonly<Record<string, string>>;
};

/** With what the invoice of a test payment is created. */
export function CreationForm({ action, fields, offered, errors }: CreationFormProps) {
  const text = (name: keyof CreationFields) => ({
    name,
    defaultValue: fields[name],
    error: errors[name],
    required: true,
  });
  return (
    <AccountForm action={action} className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4 lg:items-start">
      <Field {...text('amount')} label="Amount" inputMode="decimal" />
      <Field {...text('currency')} label="Currency" maxLength={3} />
      {offered && offered.length > 0 ? (
        <Field name="service" label="Service" error={errors.service}>
          {(wiring) => (
            <select {...wiring} defaultValue={wiring.defaultValue ?? fields.service}>
              {offered.map(({ service, method }) => (
                <option key={service} value={service}>
                  {method ? `${service} (${method})` : service}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : (
        <Field {...text('service')} label="Service" hint="Paymega was not asked which are open" />
      )}
      <Field {...text('referenceId')} label="Reference" />
      <Field {...text('description')} label="Description" />
      <Field {...text('returnUrl')} label="Return address" hint="Where the payer comes back to" />
      <Field {...text('callbackUrl')} label="Callback address" hint="Where Paymega tells the outcome" />
      <div className="self-end">
        <Button tone="primary">Create invoice</Button>
      </div>
    </AccountForm>
  );
}
