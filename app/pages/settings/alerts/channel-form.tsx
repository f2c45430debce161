import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';
import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Field } from '../../../ui/forms/field.tsx';
import { RuleBoxes } from '../../alerts/rule-boxes.tsx';
import { CHANNEL_LABELS, SEVERITY_LABELS } from './labels.ts';

const HOUR = { type: 'number', min: 0, max: 23 } as const;

/** Makes a channel. */
export function ChannelForm() {
  return (
    <AccountForm action="/settings/alerts/channels" className="flex flex-col gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field name="name" label="Name" maxLength={100} required />
        <Field name="channel" label="Goes to">
          {(wiring) => (
            <select {...wiring}>
              {Object.entries(CHANNEL_LABELS).map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          name="target"
          label="Where"
          maxLength={1000}
          required
          hint="E-mail addresses with commas between; or the address of the webhook"
        />
        <Field name="leastSeverity" label="Told of alerts that are">
          {({ defaultValue, ...wiring }) => (
            <select {...wiring} defaultValue={defaultValue ?? 'low'}>
              {Object.entries(SEVERITY_LABELS).map(([value, text]) => (
                <option key={value} value={value}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="quietFrom" label="Quiet from, hour" {...HOUR} hint="Nothing is sent in between" />
        <Field name="quietTo" label="Quiet to, hour" {...HOUR} />
        <Field name="digestHour" label="Once a day at, hour" {...HOUR} hint="Empty: at once" />
      </div>
      <RuleBoxes legend="Rules" ticked={Object.keys(RULES) as AlertRule[]} />
      <Button tone="primary" className="w-fit">
        Add it
      </Button>
    </AccountForm>
  );
}
