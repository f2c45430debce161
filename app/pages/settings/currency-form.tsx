import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

/** Asks for a currency that the standard does not have. */
export function CurrencyForm() {
  return (
    <ActForm action="/settings/currencies" className="grid items-start gap-3 sm:grid-cols-2">
      <Field
        name="code"
        label="Code"
        required
        maxLength={12}
        autoComplete="off"
        hint="As Paymega writes it."
      />
      <Field
        name="decimals"
        label="Decimals"
        required
        inputMode="numeric"
        maxLength={1}
        autoComplete="off"
        hint="How many its smallest unit has: 2 for cents. It cannot be changed later."
      />
      <div>
        <Button tone="primary">Add currency</Button>
      </div>
    </ActForm>
  );
}
