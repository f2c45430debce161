import { SHORTEST_PASSWORD } from '#identity/people/password-rules.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';

/** Changes one's own password. */
export function PasswordForm({ email }: { email: string }) {
  return (
    <ActForm action="/me/password" className="grid items-end gap-3 sm:grid-cols-3">
      <input type="hidden" name="email" autoComplete="username" value={email} />
      <Field
        name="current"
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Field
        name="next"
        label="New password"
        type="password"
        autoComplete="new-password"
        minLength={SHORTEST_PASSWORD}
        required
      />
      <div>
        <Button>Change it</Button>
      </div>
    </ActForm>
  );
}
