import { DATE_FORMS, DECIMAL_SIGNS, DELIMITERS } from '#reconciliation/reports/export-profile.ts';
import { AccountForm } from '../../ui/forms/account-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { Field } from '../../ui/forms/field.tsx';
import { DATE_LABELS, DECIMAL_LABELS, DELIMITER_LABELS } from './profile-labels.ts';

/** Makes a profile, of one's own or of the account. */
export function ProfileForm({ account }: { account: string }) {
  return (
    <AccountForm action="/reports/exports/profiles" className="flex flex-wrap items-end gap-3">
      <Field name="name" label="Name" required maxLength={60} />
      <Choice
        name="of"
        label="For"
        labels={{ me: 'me', account: `all who work with ${account}` }}
        values={['me', 'account']}
      />
      <Choice name="delimiter" label="Between cells" values={DELIMITERS} labels={DELIMITER_LABELS} />
      <Choice name="decimalSign" label="Decimal sign" values={DECIMAL_SIGNS} labels={DECIMAL_LABELS} />
      <Choice name="dateForm" label="Dates and times" values={DATE_FORMS} labels={DATE_LABELS} />
      <Field
        name="timeZone"
        label="Time zone"
        hint="Europe/Berlin, say; empty for the account’s"
        maxLength={64}
      />
      <label className="flex min-h-9 items-center gap-1.5">
        <input type="checkbox" name="hasByteOrderMark" value="yes" defaultChecked />
        Byte order mark, by which Excel knows UTF-8
      </label>
      <Button tone="primary">Save</Button>
    </AccountForm>
  );
}

type ChoiceProps<Value extends string> = {
  name: string;
  label: string;
  values: readonly Value[];
  labels: Readonly<Record<Value, string>>;
};

function Choice<Value extends string>({ name, label, values, labels }: ChoiceProps<Value>) {
  return (
    <Field name={name} label={label}>
      {(wiring) => (
        <select {...wiring}>
          {values.map((value) => (
            <option key={value} value={value}>
              {labels[value]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
