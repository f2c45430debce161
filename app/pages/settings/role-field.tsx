import { ROLES, type Role } from '#reconciliation/people/permissions.ts';
import { Field } from '../../ui/field.tsx';

/** Chooses a role. */
export function RoleField({ role }: { role?: Role | undefined }) {
  return (
    <Field name="role" label="Role">
      {(wiring) => (
        <select {...wiring} defaultValue={role}>
          {ROLES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      )}
    </Field>
  );
}
