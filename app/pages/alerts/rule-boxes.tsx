import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';

type RuleBoxesProps = { legend: string; ticked: readonly AlertRule[] };

/** A box for each rule. */
export function RuleBoxes({ legend, ticked }: RuleBoxesProps) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="grid gap-1 sm:grid-cols-3">
        {Object.entries(RULES).map(([rule, { label }]) => (
          <label key={rule} className="flex items-center gap-2">
            <input
              type="checkbox"
              name="rules"
              value={rule}
              defaultChecked={ticked.includes(rule as AlertRule)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
