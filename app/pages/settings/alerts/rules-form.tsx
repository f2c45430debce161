import type { AlertSettings } from '#reconciliation/alerts/alert-settings.ts';
import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';
import { writtenLargeAmounts } from '#reconciliation/policy/large-amounts.ts';
import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Field } from '../../../ui/forms/field.tsx';
import { RuleBoxes } from '../../alerts/rule-boxes.tsx';

/** Which rules are looked at, and from when on they hold. */
export function RulesForm({ settings }: { settings: AlertSettings }) {
  const { off, stuckMoney, silentMinutes, refusedBurst, closeBy } = settings;
  const on = (Object.keys(RULES) as AlertRule[]).filter((rule) => !off.includes(rule));
  return (
    <AccountForm action="/settings/alerts" className="flex flex-col gap-3">
      <RuleBoxes legend="What is looked at" ticked={on} />
      <div className="grid items-start gap-3 sm:grid-cols-4">
        <Field
          name="stuckMoney"
          label="Stuck money above"
          defaultValue={writtenLargeAmounts(stuckMoney)}
          hint="USD 1000, EUR 900; other currencies open no alert"
        />
        <Field
          name="silentMinutes"
          label="Minutes without a callback"
          type="number"
          min={5}
          max={10_080}
          defaultValue={silentMinutes}
          required
        />
        <Field
          name="refusedBurst"
          label="Refused callbacks in 15 minutes"
          type="number"
          min={1}
          max={100_000}
          defaultValue={refusedBurst}
          required
        />
        <Field
          name="closeBy"
          label="Day closed by"
          type="time"
          defaultValue={closeBy ?? ''}
          hint="Empty: no alert"
        />
      </div>
      <Button tone="primary" className="w-fit">
        Keep
      </Button>
    </AccountForm>
  );
}
