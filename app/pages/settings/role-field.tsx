import { ROLES, type Role } from '#identity/permissions/permissions.ts';
import { Field } from '../../ui/forms/field.tsx';

/** What each role is for, in the order of what it may do (identity/permissions/permissions.ts). */
const MAY: Record<Role, string> = {
  viewer: 'reads everything, changes nothing',
  finance:
    'also resolves discrepancies, runs reconciliations, closes days, keeps fees and statements, exports',
  operator:
    'also resolves discrepancies, runs reconciliations, asks Paymega, makes test payments, takes callbacks in',
  admin: 'all of that, reopens days, and keeps the settings, accounts, people and tokens',
};

/** Chooses a role; what each may do stands beneath. */
export function RoleField({ role }: { role?: Role | undefined }) {
  return (
    <Field
      name="role"
      label="Role"
      hint={
        <span className="flex flex-col">
          {ROLES.map((one) => (
            <span key={one}>
              <b className="font-semibold">{one}</b>: {MAY[one]}
            </span>
          ))}
        </span>
      }
    >
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
