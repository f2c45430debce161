import { ROLES, type Role } from '#identity/permissions/permissions.ts';
import { Field } from '../../ui/forms/field.tsx';

/** Chooses a role. */
export function RoleField({ role }: { role?: Role | undefined }) {
  return (
    <Field name="role" label="Role">
      {(wiring) => (
        <select {...wiring} defaultValue={wiring.defaultValue ?? role}>
          {ROLES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
