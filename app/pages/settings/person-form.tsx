import type { Role } from '#identity/permissions/permissions.ts';
import { ActForm, useAnswered } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { Section } from '../../ui/frame/section.tsx';
import { RoleField } from './role-field.tsx';

type Account = { id: number; name: string };
type PersonFormProps = {
  person: {
    id: number;
    name: string | null;
    role: Role;
    accounts: readonly number[] | null;
    disabledAt: Date | null;
  };
  accounts: readonly Account[];
};

/** Says what somebody may do, which accounts they see, and whether they may sign in. */
export function PersonForm({ person, accounts }: PersonFormProps) {
  return (
    <Section heading="What they may do and see">
      <ActForm action={`/settings/people/${person.id}`} className="flex flex-col items-start gap-3">
        <Field
          name="name"
          label="Name"
          hint="Shown instead of the e-mail"
          defaultValue={person.name ?? ''}
          maxLength={100}
        />
        <RoleField role={person.role} />
        <Access seen={person.accounts} accounts={accounts} />
        <Disabled isDisabled={person.disabledAt !== null} />
        <Button tone="primary">Save</Button>
      </ActForm>
    </Section>
  );
}

function Access({ seen, accounts }: { seen: readonly number[] | null; accounts: readonly Account[] }) {
  const [whole, some] = [useAnswered('access'), useAnswered('accounts')];
  const access = whole.typed?.[0] ?? (seen === null ? 'all' : 'some');
  const chosen = some.typed ?? seen?.map(String) ?? [];
  const wrong = whole.error ?? some.error;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="font-medium">Accounts</legend>
      <label className="flex items-center gap-2">
        <input type="radio" name="access" value="all" defaultChecked={access === 'all'} />
        All, and those that are added later
      </label>
      <label className="flex items-center gap-2">
        <input type="radio" name="access" value="some" defaultChecked={access === 'some'} />
        Only these:
      </label>
      {accounts.map(({ id, name }) => (
        <label key={id} className="ml-6 flex items-center gap-2">
          <input type="checkbox" name="accounts" value={id} defaultChecked={chosen.includes(String(id))} />
          {name}
        </label>
      ))}
      {wrong ? <p className="text-bad">{wrong}</p> : null}
    </fieldset>
  );
}

function Disabled({ isDisabled }: { isDisabled: boolean }) {
  const { typed } = useAnswered('isDisabled');
  return (
    <label className="flex items-center gap-2">
      <input type="checkbox" name="isDisabled" defaultChecked={typed ? typed.length > 0 : isDisabled} />
      Disabled: signed out, and may not sign in
    </label>
  );
}
