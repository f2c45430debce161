import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { TimeZoneField } from './time-zone-field.tsx';

/** Adds an account of Paymega's with its addresses and keys. */
export function NewAccountForm({ zones }: { zones: readonly string[] }) {
  return (
    <ActForm action="/settings/accounts" autoComplete="off" className="flex flex-col items-start gap-3">
      <div className="grid w-full gap-3 sm:grid-cols-2">
        <Field name="name" label="Name" maxLength={100} required />
        <Field
          name="slug"
          label="Short name"
          pattern="[a-z0-9][a-z0-9\-]{0,39}"
          hint="For its own address: /callbacks/short-name"
          required
        />
        <Field name="paymegaAccountId" label="Account ID" maxLength={100} required />
        <TimeZoneField zones={zones} />
        <Field name="apiUrl" label="Private API, URL" type="url" required />
        <Field name="cardgateUrl" label="Card gateway, URL" type="url" required />
        <Field name="apiKey" label="API key" type="password" autoComplete="off" required />
        <span />
        <Field name="liveSecret" label="Live secret" type="password" autoComplete="off" required />
        <Field name="testSecret" label="Test secret" type="password" autoComplete="off" required />
      </div>
      <Button tone="primary">Add</Button>
    </ActForm>
  );
}
