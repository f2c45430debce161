import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Field } from '../../../ui/forms/field.tsx';
import { CHANNEL_LABELS, FORMAT_LABELS, PERIOD_LABELS, REPORT_LABELS } from './labels.ts';

/** Makes a schedule. */
export function ScheduleForm({ profiles }: { profiles: readonly string[] }) {
  const named = Object.fromEntries(profiles.map((name) => [name, name]));
  return (
    <AccountForm action="/reports/schedules" className="grid items-start gap-3 sm:grid-cols-4">
      <Field name="name" label="Name" maxLength={100} required />
      <Choice name="report" label="Report" options={REPORT_LABELS} />
      <Choice name="period" label="How often" options={PERIOD_LABELS} />
      <Field
        name="hour"
        label="At, hour (0 to 23)"
        type="number"
        min={0}
        max={23}
        defaultValue={6}
        required
      />
      <Choice name="format" label="Format" options={FORMAT_LABELS} />
      <Choice name="profile" label="CSV profile" options={named} />
      <Choice name="channel" label="Goes to" options={CHANNEL_LABELS} />
      <Field
        name="target"
        label="Where"
        maxLength={1000}
        hint="E-mail addresses with commas between; a folder below the server’s; or the address of a webhook"
      />
      <div>
        <Button tone="primary">Schedule it</Button>
      </div>
    </AccountForm>
  );
}

type ChoiceProps = { name: string; label: string; options: Readonly<Record<string, string>> };

function Choice({ name, label, options }: ChoiceProps) {
  return (
    <Field name={name} label={label}>
      {(wiring) => (
        <select {...wiring}>
          {Object.entries(options).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
