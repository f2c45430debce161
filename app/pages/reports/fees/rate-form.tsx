import { AccountForm } from '../../../ui/forms/account-form.tsx';
import { Button } from '../../../ui/forms/button.tsx';
import { Field } from '../../../ui/forms/field.tsx';
import { BASE_LABELS, ROUNDING_LABELS, TIERS_BY_LABELS } from './labels.ts';
import { TIER_PLACES } from './rate-schema.ts';

/** What the form is filled in with. */
export type RateFilled = Partial<
  Record<'service' | 'currency' | 'from' | 'to' | 'percentage' | 'fixed', string>
> &
  Partial<Record<'minimum' | 'base' | 'rounding', string>>;

type RateFormProps = { filled?: RateFilled; origin: 'entered' | 'inferred'; button: string };

/** Agrees a rate: for which payments, from when on, and its terms. */
export function RateForm({ filled = {}, origin, button }: RateFormProps) {
  return (
    <AccountForm action="/reports/fees/rates" className="flex flex-col gap-3">
      <input type="hidden" name="origin" value={origin} />
      <div className="grid items-start gap-3 sm:grid-cols-4">
        <Field
          name="service"
          label="Service"
          hint="empty: all that have no own rate"
          defaultValue={filled.service}
        />
        <Field name="currency" label="Currency" maxLength={10} defaultValue={filled.currency} required />
        <Field name="from" label="From day" type="date" defaultValue={filled.from} required />
        <Field name="to" label="To day" type="date" hint="empty: no end" defaultValue={filled.to} />
      </div>
      <TierFields place={1} filled={filled} />
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Choice name="base" label="Percent of" labels={BASE_LABELS} chosen={filled.base} />
        <Choice name="rounding" label="Rounded" labels={ROUNDING_LABELS} chosen={filled.rounding} />
        <Field name="note" label="Note" hint="such as the contract that says so" maxLength={500} />
      </div>
      <details>
        <summary className="w-fit text-accent">Tiers</summary>
        <div className="mt-2 flex flex-col gap-3">
          <Choice name="tiers_by" label="The tier is chosen by" labels={TIERS_BY_LABELS} />
          {TIER_PLACES.slice(1).map((place) => (
            <TierFields key={place} place={place} />
          ))}
        </div>
      </details>
      <div>
        <Button tone="primary">{button}</Button>
      </div>
    </AccountForm>
  );
}

function TierFields({ place, filled = {} }: { place: number; filled?: RateFilled }) {
  const of = place === 1 ? '' : `, tier ${place}`;
  const field = (name: string, label: string, value?: string, isRequired = false) => (
    <Field
      name={`${name}_${place}`}
      label={`${label}${of}`}
      inputMode="decimal"
      maxLength={40}
      required={isRequired}
      defaultValue={value}
    />
  );
  return (
    <div className={`grid items-start gap-3 ${place === 1 ? 'sm:grid-cols-4' : 'sm:grid-cols-5'}`}>
      {place === 1 ? null : field('from', 'From')}
      {field('percentage', 'Percent', filled.percentage, place === 1)}
      {field('fixed', 'Fixed', filled.fixed)}
      {field('minimum', 'Minimum', filled.minimum)}
      {field('maximum', 'Maximum')}
    </div>
  );
}

type ChoiceProps = {
  name: string;
  label: string;
  labels: Readonly<Record<string, string>>;
  chosen?: string | undefined;
};

function Choice({ name, label, labels, chosen }: ChoiceProps) {
  return (
    <Field name={name} label={label}>
      {({ defaultValue, ...wiring }) => (
        <select {...wiring} defaultValue={defaultValue ?? chosen}>
          {Object.entries(labels).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
