import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { RoleField } from './role-field.tsx';

/** Makes a token for a program: for one account or all, for so many days. */
export function TokenForm({ accounts }: { accounts: readonly { id: number; name: string }[] }) {
  return (
    <ActForm action="/settings/tokens" className="grid items-end gap-3 sm:grid-cols-5">
      <Field name="name" label="What it is for" maxLength={100} required />
      <RoleField />
      <Field name="account" label="Account">
        {(wiring) => (
          <select {...wiring}>
            <option value="">all</option>
            {accounts.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="days" label="Lasts, days" type="number" min={1} max={3650} defaultValue={365} />
      <div>
        <Button tone="primary">Create</Button>
      </div>
    </ActForm>
  );
}
