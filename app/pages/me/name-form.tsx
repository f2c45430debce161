import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

/** What one is called on the pages of all others. */
export function NameForm({ name }: { name: string | null }) {
  return (
    <ActForm action="/me/name" className="flex max-w-md flex-col gap-3">
      <Field
        name="name"
        label="Name"
        hint="Others see it instead of your e-mail. The audit keeps the e-mail."
        defaultValue={name ?? ''}
        maxLength={100}
        autoComplete="name"
      />
      <Button className="w-fit">Keep</Button>
    </ActForm>
  );
}
