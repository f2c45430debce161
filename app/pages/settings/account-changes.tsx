import { SECRET_KINDS } from '#identity/accounts/secret-kinds.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { SECRET_LABELS } from './secret-labels.ts';

/** Puts a new secret in the place of an old one. */
export function RotationForm({ address }: { address: string }) {
  return (
    <Section heading="Rotate a secret">
      <ActForm
        action={`${address}/secrets`}
        autoComplete="off"
        className="grid items-end gap-3 sm:grid-cols-4"
      >
        <Field name="kind" label="Which">
          {(wiring) => (
            <select {...wiring}>
              {SECRET_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {SECRET_LABELS[kind]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="secret" label="The new one" type="password" autoComplete="off" required />
        <Field
          name="overlapHours"
          label="The old one holds for, hours"
          type="number"
          min={0}
          max={720}
          defaultValue={24}
          hint="Callbacks signed with it are accepted that long"
        />
        <Button>Rotate</Button>
      </ActForm>
    </Section>
  );
}

type AccountFormProps = {
  address: string;
  account: { name: string; apiUrl: string | null; cardgateUrl: string | null };
};

/** Changes the name of an account, and where its Paymega is. */
export function AccountForm({ address, account }: AccountFormProps) {
  return (
    <Section heading="Name and addresses">
      <ActForm action={address} className="grid items-end gap-3 sm:grid-cols-4">
        <Field name="name" label="Name" defaultValue={account.name} required />
        <Field name="apiUrl" label="Private API, URL" defaultValue={account.apiUrl ?? ''} required />
        <Field
          name="cardgateUrl"
          label="Card gateway, URL"
          defaultValue={account.cardgateUrl ?? ''}
          required
        />
        <Field
          name="apiKey"
          label="API key"
          type="password"
          autoComplete="off"
          hint="Only where the private API moves elsewhere"
        />
        <Button>Save</Button>
      </ActForm>
    </Section>
  );
}
